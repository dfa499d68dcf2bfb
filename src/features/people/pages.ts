import type { Pictures } from '../../platform/charts/index.ts';
import type { Route } from '../../platform/http/route.ts';
import { wordsFor } from '../../platform/text/words.ts';
import { aboutOf, chartFile, csvFile, pictureFile, type Workbench } from '../workbench/index.ts';
import { peopleColumns } from './columns.ts';
import { tableRows } from './files.ts';
import { networkOf, USUAL_PATHS } from './handover-view.ts';
import { linksOf } from './links.ts';
import { CHARTS, CsvQuery, PeopleQuery, type PeopleWork, SvgQuery, type TABLES } from './model.ts';
import { networkSvg } from './network-file.ts';
import type { DrawNetwork } from './network-thread.ts';
import { overTime } from './over-time.ts';
import { presentPeople } from './present.ts';
import { asking } from './use-cases.ts';

type ChartId = (typeof CHARTS)[number];
const isChart = (figure: string): figure is ChartId => (CHARTS as readonly string[]).includes(figure);

/** Who does the work of a dataset, and its figures as files. */
export const peoplePages = (workbench: Workbench, drawn: Pictures, draw: DrawNetwork): Route[] => [
  workbench.page({
    ...{ section: 'people', title: 'People', query: PeopleQuery, view: '@people/people' },
    summary: 'Who does the work: activities, workload, handovers, roles, working together, performance.',
    model: (work: PeopleWork) => presentPeople(work, wordsFor(work.call.viewer), draw),
  }),
  workbench.download({
    ...{ section: 'people', below: '.csv', query: CsvQuery },
    summary: 'Figures about people as CSV, one chart or list at a time.',
    file: async (work: PeopleWork & { query: { figure: ChartId | (typeof TABLES)[number] } }) => {
      const { figure } = work.query;
      const { chosen } = await peopleColumns(work);
      const rows = !chosen
        ? []
        : isChart(figure)
          ? ((await findChart(work, figure))?.csv ?? [])
          : await tableRows(work, chosen, figure);
      return csvFile(work, `people ${figure}`, rows);
    },
  }),
  workbench.download({
    ...{ section: 'people', below: '.svg', query: SvgQuery },
    summary: 'A chart about people, or the network of their handovers, as a picture.',
    file: async (work: PictureWork) => {
      const { figure } = work.query;
      return figure === 'network'
        ? pictureFile(work, figure, await networkPicture(work, draw))
        : chartFile(drawn, work, await findChart(work, figure), { name: figure });
    },
  }),
];

type PictureWork = PeopleWork & { query: { figure: ChartId | 'network'; theme: 'light' | 'dark'; alone?: '1' } };
async function findChart(work: PeopleWork, figure: ChartId) {
  const { chosen } = await peopleColumns(work);
  const found = chosen && (await asking(work, chosen).workload());
  return found && overTime(found, figure, wordsFor(work.call.viewer), work.hrefWith);
}

async function networkPicture(work: PictureWork, draw: DrawNetwork): Promise<string | null> {
  const { chosen } = await peopleColumns(work);
  if (!chosen) return null;
  const words = wordsFor(work.call.viewer);
  const ask = asking(work, chosen);
  const [found, roles] = await Promise.all([ask.handovers(false), ask.roles()]);
  if (!found) return null;
  const { metric = 'count', paths = USUAL_PATHS, who, theme } = work.query;
  const links = { ...linksOf(work, chosen), select: () => '' };
  return networkSvg(await networkOf(found, roles, { metric, paths, who }, links, words, draw), {
    ...{ theme, title: words.t('Handovers'), about: aboutOf(work, chosen.name) },
    ramp: metric === 'median' ? 'parc' : 'farc',
  });
}
