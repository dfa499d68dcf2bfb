import { FILES } from '../http/generated/page-files.ts';
import type { Palette } from './model.ts';

const TOKEN =
  /(--[\w-]+):\s*(?:light-dark\(([^,()]+(?:\([^)]*\))?),\s*([^()]+(?:\([^)]*\))?)\)|(#[0-9a-f]{3,8}))\s*;/gi;

/** The colours of a theme, as the stylesheet has them: a picture made on the server looks like the page. */
export const paletteOf = (theme: 'light' | 'dark'): Palette => PALETTES[theme];

function read(at: 2 | 3): Palette {
  const found = [...(FILES['css/1-tokens.css'] ?? '').matchAll(TOKEN)];
  return Object.fromEntries(found.map((match) => [match[1]!, (match[at] ?? match[4]!).trim()]));
}

const PALETTES: Readonly<Record<'light' | 'dark', Palette>> = { light: read(2), dark: read(3) };
