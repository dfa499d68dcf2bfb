import type { Pictures } from '../../platform/charts/index.ts';
import { csvText } from '../../platform/csv.ts';
import type { Download, Route } from '../../platform/http/route.ts';
import { formatFor } from '../../platform/text/format.ts';
import { textsIn } from '../../platform/text/texts.ts';
import type { Workbench } from '../workbench/index.ts';
import { peopleColumns } from './columns.ts';
import { tableRows } from './files.ts';
import { networkOf, USUAL_PATHS } from './handover-view.ts';
import { linksOf } from './links.ts';
import { CHARTS, CsvQuery, PeopleQuery, type PeopleWork, SvgQuery, type TABLES, type Words } from './model.ts';
import { networkSvg } from './network-file.ts';
import { overTime } from './over-time.ts';
import { presentPeople } from './present.ts';
import { aboutOf } from './surroundings.ts';
import { asking } from './use-cases.ts';

type ChartId = (typeof CHARTS)[number];
const isChart = (figure: string): figure is ChartId => (CHARTS as readonly string[]).includes(figure);

const wordsOf = ({ call: { viewer } }: Pick<PeopleWork, 'call'>): Words => ({
  ...{ ...textsIn(viewer.locale), fmt: formatFor(viewer), locale: viewer.locale },
});

/** Who does the work of a dataset, and its figures as files. */
export const peoplePages = (workbench: Workbench, drawn: Pictures): Route[] => [
  workbench.page({
    ...{ section: 'people', title: 'People', query: PeopleQuery, view: '@people/people' },
    summary: 'Who does the work: activities, workload, handovers, roles, working together, performance.',
    model: (work: PeopleWork) => presentPeople(work, wordsOf(work)),
  }),
  workbench.download({
    ...{ section: 'people', below: '.csv', query: CsvQuery },
    summary: 'Figures about people as CSV, one chart or list at a time.',
    file: async (work: PeopleWork & { query: { figure: ChartId | (typeof TABLES)[number] } }): Promise<Download> => {
      const { figure } = work.query;
      const { chosen } = await peopleColumns(work);
      const rows = !chosen
        ? []
        : isChart(figure)
          ? ((await findChart(work, figure))?.csv ?? [])
          : await tableRows(work, chosen, figure);
      const name = `${work.dataset.name} people ${figure}.csv`;
      return { name, contentType: 'text/csv; charset=utf-8', content: csvText(rows) };
    },
  }),
  workbench.download({
    ...{ section: 'people', below: '.svg', query: SvgQuery },
    summary: 'A chart about people, or the network of their handovers, as a picture.',
    async file(work: PictureWork): Promise<Download> {
      const { figure } = work.query;
      const content = figure === 'network' ? await networkPicture(work) : await chartPicture(work, figure, drawn);
      return {
        name: `${work.dataset.name} ${figure}.svg`,
        contentType: 'image/svg+xml',
        content: content ?? EMPTY_PICTURE,
      };
    },
  }),
];

type PictureWork = PeopleWork & { query: { figure: ChartId | 'network'; theme: 'light' | 'dark'; alone?: '1' } };
const EMPTY_PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="560" height="240" viewBox="0 0 560 240"/>';

async function findChart(work: PeopleWork, figure: ChartId) {
  const { chosen } = await peopleColumns(work);
  const found = chosen && (await asking(work, chosen).workload());
  return found && overTime(found, figure, wordsOf(work), work.hrefWith);
}

async function chartPicture(work: PictureWork, id: ChartId, drawn: Pictures): Promise<string | null> {
  const { theme, alone } = work.query;
  const figure = await findChart(work, id);
  const look = { theme, locale: work.call.viewer.locale, width: alone ? 800 : 560, height: alone ? 360 : 240 };
  const about = figure && alone ? { about: aboutOf(work, figure.chart.unit, wordsOf(work)) } : null;
  return figure && drawn.svgOf(figure.chart, { ...look, alone: about });
}

async function networkPicture(work: PictureWork): Promise<string | null> {
  const { chosen } = await peopleColumns(work);
  if (!chosen) return null;
  const words = wordsOf(work);
  const ask = asking(work, chosen);
  const [found, roles] = await Promise.all([ask.handovers(false), ask.roles()]);
  if (!found) return null;
  const { metric = 'count', paths = USUAL_PATHS, who, theme } = work.query;
  const links = { ...linksOf(work, chosen), select: () => '' };
  return networkSvg(networkOf(found, roles, { metric, paths, who }, links, words), {
    ...{ theme, title: words.t('Handovers'), about: aboutOf(work, chosen.name, words) },
    ramp: metric === 'median' ? 'parc' : 'farc',
  });
}
