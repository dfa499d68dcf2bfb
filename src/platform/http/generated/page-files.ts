// Written by `bun run generate` from views/, public/ and the list of browser libraries. Do not edit.
import view0 from '../../../../views/components/icon.eta' with { type: 'text' };
import view1 from '../../../../views/errors/problem.eta' with { type: 'text' };
import view2 from '../../../../views/layouts/app.eta' with { type: 'text' };
import view3 from '../../../../views/layouts/dialogs.eta' with { type: 'text' };
import view4 from '../../../../views/layouts/icons.eta' with { type: 'text' };
import view5 from '../../../../views/layouts/nav.eta' with { type: 'text' };
import view6 from '../../../../views/layouts/page.eta' with { type: 'text' };
import view7 from '../../../../views/layouts/top.eta' with { type: 'text' };
import view8 from '../../../../views/sign-in/set-up.eta' with { type: 'text' };
import view9 from '../../../../views/sign-in/sign-in.eta' with { type: 'text' };
import view10 from '../../../../views/status/health.eta' with { type: 'text' };
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
import file12 from '../../../../public/htmx-policy.js' with { type: 'text' };
import file13 from '../../../../public/icon.svg' with { type: 'text' };
import library0 from '../../../../node_modules/@alpinejs/csp/dist/cdn.min.js' with { type: 'text' };
import library1 from '../../../../node_modules/cytoscape/dist/cytoscape.min.js' with { type: 'text' };
import library2 from '../../../../node_modules/echarts/dist/echarts.common.min.js' with { type: 'text' };
import library3 from '../../../../node_modules/htmx.org/dist/htmx.min.js' with { type: 'text' };
import library4 from '../../../../node_modules/htmx.org/dist/ext/hx-sse.min.js' with { type: 'text' };

/** Name of a template. */
export type ViewName = `@${string}`;

/** Templates by name: `views/sign-in/set-up.eta` is `@sign-in/set-up`. */
export const VIEWS: Readonly<Record<ViewName, string>> = {
  '@components/icon': view0,
  '@errors/problem': view1,
  '@layouts/app': view2,
  '@layouts/dialogs': view3,
  '@layouts/icons': view4,
  '@layouts/nav': view5,
  '@layouts/page': view6,
  '@layouts/top': view7,
  '@sign-in/set-up': view8,
  '@sign-in/sign-in': view9,
  '@status/health': view10,
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
  'htmx-policy.js': file12 as unknown as string,
  'icon.svg': file13 as unknown as string,
};

/** Browser libraries by the name they are served under. */
export const LIBRARIES: Readonly<Record<string, string>> = {
  'alpine.js': library0 as unknown as string,
  'cytoscape.js': library1 as unknown as string,
  'echarts.js': library2 as unknown as string,
  'htmx.js': library3 as unknown as string,
  'htmx-sse.js': library4 as unknown as string,
};
