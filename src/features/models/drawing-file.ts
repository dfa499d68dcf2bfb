import { paletteOf } from '../../platform/charts/index.ts';
import { FILES } from '../../platform/http/generated/page-files.ts';
import type { Frame } from '../../platform/http/page-frame.ts';
import type { Render } from '../../platform/http/render.ts';
import type { Drawing } from './drawing.ts';

/** The rules of drawings with every colour written out: programs that open the file know no tokens. */
function styleOf(theme: 'light' | 'dark'): string {
  const palette = paletteOf(theme);
  return (FILES['css/model-drawing.css'] ?? '')
    .replaceAll(/\/\*.*?\*\//gs, '')
    .replaceAll('var(--font)', 'Arial, sans-serif')
    .replaceAll(/var\((--[\w-]+)\)/g, (_, name) => palette[name] ?? 'currentColor');
}

/** A drawing as an SVG file that opens anywhere, with its own colours and without links. */
export function drawingFile(render: Render, frame: Frame, drawing: Drawing, theme: 'light' | 'dark' = 'light'): string {
  const shapes = drawing.shapes.map((shape) => ({ ...shape, href: null }));
  const svg = render.view('@models/drawing', frame, { drawing: { ...drawing, shapes }, style: styleOf(theme) });
  // Control characters of names may stand in a page, not in XML.
  return `<?xml version="1.0" encoding="UTF-8"?>\n${svg.trim().replaceAll(/[^\P{Cc}\t\n\r]/gu, '\ufffd')}\n`;
}
