// Written by `bun run generate` from views/, public/ and the list of browser libraries. Do not edit.
import view0 from '../../../../views/accounts/new-user.eta' with { type: 'text' };
import view1 from '../../../../views/accounts/profile.eta' with { type: 'text' };
import view2 from '../../../../views/accounts/roles.eta' with { type: 'text' };
import view3 from '../../../../views/accounts/state.eta' with { type: 'text' };
import view4 from '../../../../views/accounts/user-link.eta' with { type: 'text' };
import view5 from '../../../../views/accounts/user.eta' with { type: 'text' };
import view6 from '../../../../views/accounts/users.eta' with { type: 'text' };
import view7 from '../../../../views/components/bar.eta' with { type: 'text' };
import view8 from '../../../../views/components/button.eta' with { type: 'text' };
import view9 from '../../../../views/components/csrf.eta' with { type: 'text' };
import view10 from '../../../../views/components/empty.eta' with { type: 'text' };
import view11 from '../../../../views/components/field.eta' with { type: 'text' };
import view12 from '../../../../views/components/fields.eta' with { type: 'text' };
import view13 from '../../../../views/components/icon.eta' with { type: 'text' };
import view14 from '../../../../views/components/json.eta' with { type: 'text' };
import view15 from '../../../../views/components/note.eta' with { type: 'text' };
import view16 from '../../../../views/components/pager.eta' with { type: 'text' };
import view17 from '../../../../views/components/progress.eta' with { type: 'text' };
import view18 from '../../../../views/components/select.eta' with { type: 'text' };
import view19 from '../../../../views/components/sort-head.eta' with { type: 'text' };
import view20 from '../../../../views/errors/problem.eta' with { type: 'text' };
import view21 from '../../../../views/layouts/app.eta' with { type: 'text' };
import view22 from '../../../../views/layouts/dialogs.eta' with { type: 'text' };
import view23 from '../../../../views/layouts/icons.eta' with { type: 'text' };
import view24 from '../../../../views/layouts/nav.eta' with { type: 'text' };
import view25 from '../../../../views/layouts/page.eta' with { type: 'text' };
import view26 from '../../../../views/layouts/top.eta' with { type: 'text' };
import view27 from '../../../../views/projects/delete.eta' with { type: 'text' };
import view28 from '../../../../views/projects/edit.eta' with { type: 'text' };
import view29 from '../../../../views/projects/new.eta' with { type: 'text' };
import view30 from '../../../../views/projects/projects.eta' with { type: 'text' };
import view31 from '../../../../views/projects/search.eta' with { type: 'text' };
import view32 from '../../../../views/sign-in/art.eta' with { type: 'text' };
import view33 from '../../../../views/sign-in/set-up.eta' with { type: 'text' };
import view34 from '../../../../views/sign-in/sign-in.eta' with { type: 'text' };
import view35 from '../../../../views/sign-in/welcome.eta' with { type: 'text' };
import view36 from '../../../../views/status/health.eta' with { type: 'text' };
import view37 from '../../../../views/workbench/analysis.eta' with { type: 'text' };
import view38 from '../../../../views/workbench/choose-filter.eta' with { type: 'text' };
import view39 from '../../../../views/workbench/filter-form.eta' with { type: 'text' };
import view40 from '../../../../views/workbench/filters.eta' with { type: 'text' };
import view41 from '../../../../views/workbench/no-data.eta' with { type: 'text' };
import view42 from '../../../../views/workbench/nothing-kept.eta' with { type: 'text' };
import view43 from '../../../../views/workbench/presets.eta' with { type: 'text' };
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
  '@accounts/new-user': view0,
  '@accounts/profile': view1,
  '@accounts/roles': view2,
  '@accounts/state': view3,
  '@accounts/user-link': view4,
  '@accounts/user': view5,
  '@accounts/users': view6,
  '@components/bar': view7,
  '@components/button': view8,
  '@components/csrf': view9,
  '@components/empty': view10,
  '@components/field': view11,
  '@components/fields': view12,
  '@components/icon': view13,
  '@components/json': view14,
  '@components/note': view15,
  '@components/pager': view16,
  '@components/progress': view17,
  '@components/select': view18,
  '@components/sort-head': view19,
  '@errors/problem': view20,
  '@layouts/app': view21,
  '@layouts/dialogs': view22,
  '@layouts/icons': view23,
  '@layouts/nav': view24,
  '@layouts/page': view25,
  '@layouts/top': view26,
  '@projects/delete': view27,
  '@projects/edit': view28,
  '@projects/new': view29,
  '@projects/projects': view30,
  '@projects/search': view31,
  '@sign-in/art': view32,
  '@sign-in/set-up': view33,
  '@sign-in/sign-in': view34,
  '@sign-in/welcome': view35,
  '@status/health': view36,
  '@workbench/analysis': view37,
  '@workbench/choose-filter': view38,
  '@workbench/filter-form': view39,
  '@workbench/filters': view40,
  '@workbench/no-data': view41,
  '@workbench/nothing-kept': view42,
  '@workbench/presets': view43,
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
