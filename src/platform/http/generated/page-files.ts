// Written by `bun run generate` from views/, public/ and the list of browser libraries. Do not edit.
import view0 from '../../../../views/components/bar.eta' with { type: 'text' };
import view1 from '../../../../views/components/button.eta' with { type: 'text' };
import view2 from '../../../../views/components/csrf.eta' with { type: 'text' };
import view3 from '../../../../views/components/empty.eta' with { type: 'text' };
import view4 from '../../../../views/components/field.eta' with { type: 'text' };
import view5 from '../../../../views/components/fields.eta' with { type: 'text' };
import view6 from '../../../../views/components/icon.eta' with { type: 'text' };
import view7 from '../../../../views/components/json.eta' with { type: 'text' };
import view8 from '../../../../views/components/note.eta' with { type: 'text' };
import view9 from '../../../../views/components/pager.eta' with { type: 'text' };
import view10 from '../../../../views/components/progress.eta' with { type: 'text' };
import view11 from '../../../../views/components/select.eta' with { type: 'text' };
import view12 from '../../../../views/components/sort-head.eta' with { type: 'text' };
import view13 from '../../../../views/errors/problem.eta' with { type: 'text' };
import view14 from '../../../../views/layouts/app.eta' with { type: 'text' };
import view15 from '../../../../views/layouts/dialogs.eta' with { type: 'text' };
import view16 from '../../../../views/layouts/icons.eta' with { type: 'text' };
import view17 from '../../../../views/layouts/nav.eta' with { type: 'text' };
import view18 from '../../../../views/layouts/page.eta' with { type: 'text' };
import view19 from '../../../../views/layouts/top.eta' with { type: 'text' };
import view20 from '../../../../views/sign-in/art.eta' with { type: 'text' };
import view21 from '../../../../views/sign-in/set-up.eta' with { type: 'text' };
import view22 from '../../../../views/sign-in/sign-in.eta' with { type: 'text' };
import view23 from '../../../../views/sign-in/welcome.eta' with { type: 'text' };
import view24 from '../../../../views/status/health.eta' with { type: 'text' };
import view25 from '../../../../views/workbench/analysis.eta' with { type: 'text' };
import view26 from '../../../../views/workbench/filters.eta' with { type: 'text' };
import view27 from '../../../../views/workbench/no-data.eta' with { type: 'text' };
import view28 from '../../../../views/workbench/nothing-kept.eta' with { type: 'text' };
import file0 from '../../../../public/adit.js' with { type: 'text' };
import file1 from '../../../../public/adit.webmanifest' with { type: 'text' };
import file2 from '../../../../public/css/1-tokens.css' with { type: 'text' };
import file3 from '../../../../public/css/2-base.css' with { type: 'text' };
import file4 from '../../../../public/css/3-shell.css' with { type: 'text' };
import file5 from '../../../../public/css/4-page.css' with { type: 'text' };
import file6 from '../../../../public/css/5-controls.css' with { type: 'text' };
import file7 from '../../../../public/css/6-tables.css' with { type: 'text' };
import file8 from '../../../../public/css/7-floating.css' with { type: 'text' };
import file9 from '../../../../public/css/8-states.css' with { type: 'text' };
import file10 from '../../../../public/css/9-print.css' with { type: 'text' };
import file11 from '../../../../public/css/filters.css' with { type: 'text' };
import file12 from '../../../../public/css/sign-in.css' with { type: 'text' };
import file13 from '../../../../public/htmx-policy.js' with { type: 'text' };
import file14 from '../../../../public/icon.svg' with { type: 'text' };
import library0 from '../../../../node_modules/@alpinejs/csp/dist/cdn.min.js' with { type: 'text' };
import library1 from '../../../../node_modules/cytoscape/dist/cytoscape.min.js' with { type: 'text' };
import library2 from '../../../../node_modules/echarts/dist/echarts.common.min.js' with { type: 'text' };
import library3 from '../../../../node_modules/htmx.org/dist/htmx.min.js' with { type: 'text' };
import library4 from '../../../../node_modules/htmx.org/dist/ext/hx-sse.min.js' with { type: 'text' };

/** Name of a template. */
export type ViewName = `@${string}`;

/** Templates by name: `views/sign-in/set-up.eta` is `@sign-in/set-up`. */
export const VIEWS: Readonly<Record<ViewName, string>> = {
  '@components/bar': view0,
  '@components/button': view1,
  '@components/csrf': view2,
  '@components/empty': view3,
  '@components/field': view4,
  '@components/fields': view5,
  '@components/icon': view6,
  '@components/json': view7,
  '@components/note': view8,
  '@components/pager': view9,
  '@components/progress': view10,
  '@components/select': view11,
  '@components/sort-head': view12,
  '@errors/problem': view13,
  '@layouts/app': view14,
  '@layouts/dialogs': view15,
  '@layouts/icons': view16,
  '@layouts/nav': view17,
  '@layouts/page': view18,
  '@layouts/top': view19,
  '@sign-in/art': view20,
  '@sign-in/set-up': view21,
  '@sign-in/sign-in': view22,
  '@sign-in/welcome': view23,
  '@status/health': view24,
  '@workbench/analysis': view25,
  '@workbench/filters': view26,
  '@workbench/no-data': view27,
  '@workbench/nothing-kept': view28,
};

/** Files of public/ by their path below it. */
export const FILES: Readonly<Record<string, string>> = {
  'adit.js': file0 as unknown as string,
  'adit.webmanifest': file1 as unknown as string,
  'css/1-tokens.css': file2 as unknown as string,
  'css/2-base.css': file3 as unknown as string,
  'css/3-shell.css': file4 as unknown as string,
  'css/4-page.css': file5 as unknown as string,
  'css/5-controls.css': file6 as unknown as string,
  'css/6-tables.css': file7 as unknown as string,
  'css/7-floating.css': file8 as unknown as string,
  'css/8-states.css': file9 as unknown as string,
  'css/9-print.css': file10 as unknown as string,
  'css/filters.css': file11 as unknown as string,
  'css/sign-in.css': file12 as unknown as string,
  'htmx-policy.js': file13 as unknown as string,
  'icon.svg': file14 as unknown as string,
};

/** Browser libraries by the name they are served under. */
export const LIBRARIES: Readonly<Record<string, string>> = {
  'alpine.js': library0 as unknown as string,
  'cytoscape.js': library1 as unknown as string,
  'echarts.js': library2 as unknown as string,
  'htmx.js': library3 as unknown as string,
  'htmx-sse.js': library4 as unknown as string,
};
