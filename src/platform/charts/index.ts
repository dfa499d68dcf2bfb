/** Charts: plain data that the browser draws live and a thread of the server draws as SVG. */
export { type Figure, type FigureView, figureOf, type TableCell } from './figure.ts';
export { headlessPath, headPolygon, pathOf } from './line-path.ts';
export type { Chart, Look, Token } from './model.ts';
export { optionOf } from './option.ts';
export { paletteOf } from './palette.ts';
export { type Pictures, pictures } from './pictures.ts';
