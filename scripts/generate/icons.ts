import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GeneratedFile } from './project.ts';

/** Icons by the name that templates use; all from one set (Lucide, ISC licence). */
const ICONS: Readonly<Record<string, string>> = {
  add: 'plus',
  arrow: 'arrow-right',
  audit: 'scroll-text',
  back: 'arrow-left',
  bars: 'chart-no-axes-column',
  bell: 'bell',
  between: 'move-horizontal',
  bin: 'trash-2',
  bookmark: 'bookmark',
  building: 'building-2',
  calendar: 'calendar-days',
  cases: 'list',
  check: 'check',
  clock: 'clock',
  close: 'x',
  code: 'code-xml',
  collapse: 'chevron-up',
  columns: 'columns-3',
  connection: 'plug',
  conformance: 'list-checks',
  copy: 'copy',
  data: 'database',
  database: 'database',
  dataset: 'database',
  delete: 'trash-2',
  directory: 'book-user',
  down: 'chevron-down',
  download: 'download',
  edit: 'pencil',
  export: 'share',
  file: 'file',
  filter: 'funnel',
  fit: 'maximize',
  folder: 'folder',
  forward: 'chevron-right',
  help: 'circle-help',
  home: 'house',
  info: 'info',
  jobs: 'list-todo',
  key: 'key-round',
  keyboard: 'keyboard',
  lock: 'lock',
  link: 'link',
  map: 'workflow',
  menu: 'menu',
  minus: 'minus',
  models: 'network',
  more: 'ellipsis',
  next: 'chevron-right',
  overview: 'layout-dashboard',
  pause: 'pause',
  people: 'users',
  performance: 'gauge',
  pipeline: 'git-branch',
  play: 'play',
  previous: 'chevron-left',
  privacy: 'eye-off',
  print: 'printer',
  quality: 'badge-check',
  redo: 'redo-2',
  refresh: 'refresh-cw',
  restore: 'rotate-ccw',
  save: 'save',
  search: 'search',
  server: 'server',
  settings: 'sliders-horizontal',
  'sign-out': 'log-out',
  share: 'user-plus',
  sort: 'arrow-up-down',
  start: 'circle-play',
  stop: 'circle-stop',
  table: 'table',
  tidy: 'wand-sparkles',
  undo: 'undo-2',
  upload: 'upload',
  user: 'user',
  users: 'users',
  variants: 'route',
  warn: 'triangle-alert',
  without: 'funnel-x',
  webhook: 'webhook',
  workspace: 'layers',
};

/** The icons as SVG symbols, once in every page. */
export function iconSprite(root: string): GeneratedFile {
  const symbols = Object.entries(ICONS).map(([name, file]) => {
    const text = readFileSync(join(root, 'node_modules/lucide-static/icons', `${file}.svg`), 'utf8');
    const shapes = /<svg[^>]*>([\s\S]*)<\/svg>/
      .exec(text)?.[1]
      ?.replace(/\s*\n\s*/g, '')
      .trim();
    if (!shapes) throw new Error(`the icon ${file} has no shapes`);
    return `<symbol id="i-${name}" viewBox="0 0 24 24">${shapes}</symbol>`;
  });
  const lines = [
    '<% /* Written by `bun run generate` from scripts/generate/icons.ts. Icons: Lucide, ISC licence. Do not edit. */ %>',
    '<svg class="sprite" aria-hidden="true" width="0" height="0">',
    ...symbols,
    '</svg>',
    '',
  ];
  return { path: 'views/layouts/icons.eta', text: lines.join('\n') };
}
