import { BarChart, LineChart } from 'echarts/charts';
import {
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  MarkPointComponent,
  TitleComponent,
} from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { dressed } from './dress.ts';
import type { Look, Palette } from './model.ts';
import { stillSvg } from './still-svg.ts';

export interface PictureAsked {
  readonly id: number;
  readonly option: object;
  readonly palette: Palette;
  readonly look: Look;
}
export type PictureAnswer =
  | { readonly id: number; readonly svg: string; readonly error?: undefined }
  | { readonly id: number; readonly svg?: undefined; readonly error: string };

declare const self: Worker;

use([BarChart, LineChart, SVGRenderer]);
use([GridComponent, LegendComponent, MarkLineComponent, MarkPointComponent, TitleComponent]);

function draw({ option, palette, look }: PictureAsked): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: look.width, height: look.height });
  try {
    chart.setOption(dressed(option, palette, look) as Parameters<typeof chart.setOption>[0]);
    return stillSvg(chart.renderToSVGString());
  } finally {
    chart.dispose();
  }
}

self.onmessage = ({ data }: MessageEvent<PictureAsked>) => {
  const { id } = data;
  try {
    self.postMessage({ id, svg: draw(data) } satisfies PictureAnswer);
  } catch (error) {
    self.postMessage({ id, error: String((error as Error).stack ?? error) } satisfies PictureAnswer);
  }
};
