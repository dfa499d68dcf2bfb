import type { Chart, Token } from './model.ts';

/**
 * A chart as the charting library wants it, in plain JSON for server and browser. Colours stand in it as tokens (`--accent`), formats of
 * axes as `#number` and `#percent`: whoever draws puts in what they mean (`dress.ts`; in the browser public/charts.js).
 */
export function optionOf(chart: Chart): object {
  const several = chart.series.length > 1;
  return {
    animation: false,
    textStyle: { fontFamily: FONT, fontSize: 12, color: '--text-2' },
    title: {
      show: false,
      ...{ text: chart.title, left: 8, top: 6, itemGap: 4 },
      textStyle: { fontFamily: FONT, fontSize: 14, fontWeight: 600, color: '--text-strong' },
      subtextStyle: { fontFamily: FONT, fontSize: 12, color: '--text-2' },
    },
    legend: {
      show: several,
      ...{ left: 0, top: 0, itemWidth: 12, itemHeight: 8, itemGap: 16, icon: 'roundRect' },
      textStyle: { fontFamily: FONT, fontSize: 12, color: '--text' },
    },
    grid: {
      ...{ left: 4, right: 16, top: several ? 34 : chart.marks?.length ? 24 : 14, bottom: 4 },
      ...{ outerBoundsMode: 'same', outerBoundsContain: 'all' },
    },
    tooltip: {
      ...{ trigger: 'axis', renderMode: 'richText', confine: true, formatter: '#tip' },
      ...{ backgroundColor: '--raised', borderColor: '--line-strong', borderWidth: 1, padding: [6, 10] },
      textStyle: { fontFamily: FONT, fontSize: 12, color: '--text' },
      axisPointer: { type: 'line', lineStyle: { color: '--copper', type: 'solid' } },
    },
    xAxis: xAxis(chart),
    yAxis: {
      ...{ type: 'value', min: 0, ...(chart.y.show === 'percent' ? { max: 1 } : { minInterval: 1 }) },
      axisLabel: { color: '--text-2', formatter: `#${chart.y.show}` },
      ...{ axisLine: { show: false }, axisTick: { show: false } },
      splitLine: { lineStyle: { color: '--line' } },
    },
    series: chart.series.map((series, i) => ({
      name: series.name,
      ...SHAPES[series.kind](series.colour),
      data: series.data,
      ...(i === 0 && chart.marks?.length ? marksOf(chart) : {}),
    })),
  };
}

/** Single quotes only: the library writes it into an attribute as it is. */
const FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif";

function xAxis({ x }: Chart): object {
  const common = {
    ...{ name: x.name, nameLocation: 'middle', nameGap: 26, nameTextStyle: { color: '--text-2' } },
    ...{ axisLine: { lineStyle: { color: '--line-strong' } }, axisTick: { show: false }, splitLine: { show: false } },
  };
  const label = { color: '--text-2', hideOverlap: true };
  if ('labels' in x) return { ...common, type: 'category', data: x.labels, axisLabel: label };
  return {
    ...{ ...common, type: x.numbers === 'logarithmic' ? 'log' : 'value', min: 1, max: Math.max(2, x.max) },
    axisLabel: { ...label, formatter: '#number' },
  };
}

const SHAPES: Readonly<Record<Chart['series'][number]['kind'], (colour: Token) => object>> = {
  bar: (colour) => ({ type: 'bar', barCategoryGap: '12%', barMaxWidth: 48, itemStyle: { color: colour } }),
  line: (colour) => ({
    ...{ type: 'line', symbol: 'none', lineStyle: { width: 2, color: colour }, itemStyle: { color: colour } },
  }),
  area: (colour) => ({
    ...{ type: 'line', symbol: 'none', lineStyle: { width: 2, color: colour }, itemStyle: { color: colour } },
    areaStyle: { color: colour, opacity: 0.14 },
  }),
};

/** Words above a line lean to where there is room: away from the edge, and from the next mark. */
function leaning({ x, marks = [] }: Chart, i: number): 'left' | 'center' | 'right' {
  if (marks.length > 1) return i === 0 ? 'right' : 'left';
  const at = marks[i]!.x;
  if ('labels' in x) return at > x.labels.length / 2 ? 'right' : 'left';
  const share = x.numbers === 'logarithmic' ? Math.log(at) / Math.log(x.max) : at / x.max;
  return share > 0.6 ? 'right' : share < 0.4 ? 'left' : 'center';
}

function marksOf(chart: Chart): object {
  const { marks = [] } = chart;
  const points = marks.filter(({ y }) => y !== undefined);
  return {
    markLine: {
      ...{ silent: true, symbol: 'none', lineStyle: { color: '--copper', type: 'dashed', width: 1 } },
      label: { color: '--copper', position: 'end', distance: 4, rotate: 0, fontSize: 12 },
      data: marks.map(({ x, text }, i) => ({
        ...{ xAxis: x, name: text, label: { formatter: '{b}', align: leaning(chart, i) } },
      })),
    },
    ...(points.length > 0
      ? {
          markPoint: {
            ...{ silent: true, symbol: 'circle', symbolSize: 9, label: { show: false } },
            itemStyle: { color: '--surface', borderColor: '--copper', borderWidth: 2 },
            data: points.map(({ x, y }) => ({ coord: [x, y] })),
          },
        }
      : {}),
  };
}
