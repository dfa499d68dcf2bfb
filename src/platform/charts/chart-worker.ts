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
import { answerTasks } from '../threads/index.ts';
import { dressed } from './dress.ts';
import type { Look, Palette } from './model.ts';
import { stillSvg } from './still-svg.ts';

export interface PictureTask {
  readonly option: object;
  readonly palette: Palette;
  readonly look: Look;
}

use([BarChart, LineChart, SVGRenderer]);
use([GridComponent, LegendComponent, MarkLineComponent, MarkPointComponent, TitleComponent]);

function draw({ option, palette, look }: PictureTask): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: look.width, height: look.height });
  try {
    chart.setOption(dressed(option, palette, look) as Parameters<typeof chart.setOption>[0]);
    return stillSvg(chart.renderToSVGString());
  } finally {
    chart.dispose();
  }
}

answerTasks<PictureTask, string>(draw);
