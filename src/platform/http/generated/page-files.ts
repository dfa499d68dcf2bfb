// Written by `bun run generate` from views/, public/ and the list of browser libraries. Do not edit.
import view0 from '../../../../views/about/about.eta' with { type: 'text' };
import view1 from '../../../../views/about/citations.eta' with { type: 'text' };
import view2 from '../../../../views/about/licence.eta' with { type: 'text' };
import view3 from '../../../../views/about/notices.eta' with { type: 'text' };
import view4 from '../../../../views/accounts/invitations.eta' with { type: 'text' };
import view5 from '../../../../views/accounts/new-user.eta' with { type: 'text' };
import view6 from '../../../../views/accounts/profile.eta' with { type: 'text' };
import view7 from '../../../../views/accounts/roles.eta' with { type: 'text' };
import view8 from '../../../../views/accounts/session-list.eta' with { type: 'text' };
import view9 from '../../../../views/accounts/state.eta' with { type: 'text' };
import view10 from '../../../../views/accounts/user-link.eta' with { type: 'text' };
import view11 from '../../../../views/accounts/user.eta' with { type: 'text' };
import view12 from '../../../../views/accounts/users.eta' with { type: 'text' };
import view13 from '../../../../views/api-docs/_operation.eta' with { type: 'text' };
import view14 from '../../../../views/api-docs/_rows.eta' with { type: 'text' };
import view15 from '../../../../views/api-docs/docs.eta' with { type: 'text' };
import view16 from '../../../../views/audit/chain.eta' with { type: 'text' };
import view17 from '../../../../views/audit/list.eta' with { type: 'text' };
import view18 from '../../../../views/audit/outcome.eta' with { type: 'text' };
import view19 from '../../../../views/audit/row.eta' with { type: 'text' };
import view20 from '../../../../views/audit/tabs.eta' with { type: 'text' };
import view21 from '../../../../views/bin/bin.eta' with { type: 'text' };
import view22 from '../../../../views/bin/purge.eta' with { type: 'text' };
import view23 from '../../../../views/calendars/_day.eta' with { type: 'text' };
import view24 from '../../../../views/calendars/_strip.eta' with { type: 'text' };
import view25 from '../../../../views/calendars/calendar.eta' with { type: 'text' };
import view26 from '../../../../views/calendars/calendars.eta' with { type: 'text' };
import view27 from '../../../../views/calendars/delete.eta' with { type: 'text' };
import view28 from '../../../../views/calendars/edit.eta' with { type: 'text' };
import view29 from '../../../../views/cases/_rows.eta' with { type: 'text' };
import view30 from '../../../../views/cases/case.eta' with { type: 'text' };
import view31 from '../../../../views/cases/cases.eta' with { type: 'text' };
import view32 from '../../../../views/cases/conformance.eta' with { type: 'text' };
import view33 from '../../../../views/cases/event-attributes.eta' with { type: 'text' };
import view34 from '../../../../views/cases/timeline.eta' with { type: 'text' };
import view35 from '../../../../views/components/bar.eta' with { type: 'text' };
import view36 from '../../../../views/components/button.eta' with { type: 'text' };
import view37 from '../../../../views/components/charts.eta' with { type: 'text' };
import view38 from '../../../../views/components/csrf.eta' with { type: 'text' };
import view39 from '../../../../views/components/empty.eta' with { type: 'text' };
import view40 from '../../../../views/components/field.eta' with { type: 'text' };
import view41 from '../../../../views/components/fields.eta' with { type: 'text' };
import view42 from '../../../../views/components/figure.eta' with { type: 'text' };
import view43 from '../../../../views/components/icon.eta' with { type: 'text' };
import view44 from '../../../../views/components/json.eta' with { type: 'text' };
import view45 from '../../../../views/components/log-files.eta' with { type: 'text' };
import view46 from '../../../../views/components/note.eta' with { type: 'text' };
import view47 from '../../../../views/components/pager.eta' with { type: 'text' };
import view48 from '../../../../views/components/progress.eta' with { type: 'text' };
import view49 from '../../../../views/components/select.eta' with { type: 'text' };
import view50 from '../../../../views/components/sort-head.eta' with { type: 'text' };
import view51 from '../../../../views/conformance/choice.eta' with { type: 'text' };
import view52 from '../../../../views/conformance/choose-rule.eta' with { type: 'text' };
import view53 from '../../../../views/conformance/conformance.eta' with { type: 'text' };
import view54 from '../../../../views/conformance/constraints.eta' with { type: 'text' };
import view55 from '../../../../views/conformance/head.eta' with { type: 'text' };
import view56 from '../../../../views/conformance/keep-model.eta' with { type: 'text' };
import view57 from '../../../../views/conformance/measures.eta' with { type: 'text' };
import view58 from '../../../../views/conformance/model.eta' with { type: 'text' };
import view59 from '../../../../views/conformance/move-legend.eta' with { type: 'text' };
import view60 from '../../../../views/conformance/moves.eta' with { type: 'text' };
import view61 from '../../../../views/conformance/rule-form.eta' with { type: 'text' };
import view62 from '../../../../views/conformance/rules.eta' with { type: 'text' };
import view63 from '../../../../views/conformance/step.eta' with { type: 'text' };
import view64 from '../../../../views/conformance/time.eta' with { type: 'text' };
import view65 from '../../../../views/conformance/triage.eta' with { type: 'text' };
import view66 from '../../../../views/conformance/variants.eta' with { type: 'text' };
import view67 from '../../../../views/datasets/_columns.eta' with { type: 'text' };
import view68 from '../../../../views/datasets/columns.eta' with { type: 'text' };
import view69 from '../../../../views/datasets/dataset.eta' with { type: 'text' };
import view70 from '../../../../views/datasets/state.eta' with { type: 'text' };
import view71 from '../../../../views/datasets/tabs.eta' with { type: 'text' };
import view72 from '../../../../views/design/design.eta' with { type: 'text' };
import view73 from '../../../../views/design/sample.eta' with { type: 'text' };
import view74 from '../../../../views/directory/changes.eta' with { type: 'text' };
import view75 from '../../../../views/directory/directory.eta' with { type: 'text' };
import view76 from '../../../../views/directory/explanation.eta' with { type: 'text' };
import view77 from '../../../../views/directory/report.eta' with { type: 'text' };
import view78 from '../../../../views/discovery/_scores.eta' with { type: 'text' };
import view79 from '../../../../views/discovery/bindings.eta' with { type: 'text' };
import view80 from '../../../../views/discovery/discovery.eta' with { type: 'text' };
import view81 from '../../../../views/discovery/found.eta' with { type: 'text' };
import view82 from '../../../../views/discovery/keep.eta' with { type: 'text' };
import view83 from '../../../../views/discovery/settings.eta' with { type: 'text' };
import view84 from '../../../../views/errors/problem.eta' with { type: 'text' };
import view85 from '../../../../views/groups/group.eta' with { type: 'text' };
import view86 from '../../../../views/groups/groups.eta' with { type: 'text' };
import view87 from '../../../../views/groups/held.eta' with { type: 'text' };
import view88 from '../../../../views/help/entry.eta' with { type: 'text' };
import view89 from '../../../../views/help/glossary.eta' with { type: 'text' };
import view90 from '../../../../views/help/help.eta' with { type: 'text' };
import view91 from '../../../../views/help/keys.eta' with { type: 'text' };
import view92 from '../../../../views/help/map.eta' with { type: 'text' };
import view93 from '../../../../views/help/metric.eta' with { type: 'text' };
import view94 from '../../../../views/help/metrics.eta' with { type: 'text' };
import view95 from '../../../../views/help/pages.eta' with { type: 'text' };
import view96 from '../../../../views/help/sources.eta' with { type: 'text' };
import view97 from '../../../../views/help/start.eta' with { type: 'text' };
import view98 from '../../../../views/help/upload.eta' with { type: 'text' };
import view99 from '../../../../views/home/home.eta' with { type: 'text' };
import view100 from '../../../../views/layouts/app.eta' with { type: 'text' };
import view101 from '../../../../views/layouts/dialogs.eta' with { type: 'text' };
import view102 from '../../../../views/layouts/icons.eta' with { type: 'text' };
import view103 from '../../../../views/layouts/nav.eta' with { type: 'text' };
import view104 from '../../../../views/layouts/page.eta' with { type: 'text' };
import view105 from '../../../../views/layouts/top.eta' with { type: 'text' };
import view106 from '../../../../views/map/_activity.eta' with { type: 'text' };
import view107 from '../../../../views/map/_drawing.eta' with { type: 'text' };
import view108 from '../../../../views/map/_path.eta' with { type: 'text' };
import view109 from '../../../../views/map/_player.eta' with { type: 'text' };
import view110 from '../../../../views/map/_side.eta' with { type: 'text' };
import view111 from '../../../../views/map/_strip.eta' with { type: 'text' };
import view112 from '../../../../views/map/_swatches.eta' with { type: 'text' };
import view113 from '../../../../views/map/map.eta' with { type: 'text' };
import view114 from '../../../../views/models/_bpmn.eta' with { type: 'text' };
import view115 from '../../../../views/models/_petri-net.eta' with { type: 'text' };
import view116 from '../../../../views/models/_process-tree.eta' with { type: 'text' };
import view117 from '../../../../views/models/constraints.eta' with { type: 'text' };
import view118 from '../../../../views/models/delete.eta' with { type: 'text' };
import view119 from '../../../../views/models/drawing-legend.eta' with { type: 'text' };
import view120 from '../../../../views/models/drawing-shape.eta' with { type: 'text' };
import view121 from '../../../../views/models/drawing.eta' with { type: 'text' };
import view122 from '../../../../views/models/edit.eta' with { type: 'text' };
import view123 from '../../../../views/models/findings.eta' with { type: 'text' };
import view124 from '../../../../views/models/keep.eta' with { type: 'text' };
import view125 from '../../../../views/models/measures.eta' with { type: 'text' };
import view126 from '../../../../views/models/model.eta' with { type: 'text' };
import view127 from '../../../../views/models/models.eta' with { type: 'text' };
import view128 from '../../../../views/models/score-list.eta' with { type: 'text' };
import view129 from '../../../../views/models/upload.eta' with { type: 'text' };
import view130 from '../../../../views/models/version-list.eta' with { type: 'text' };
import view131 from '../../../../views/models/viewer.eta' with { type: 'text' };
import view132 from '../../../../views/overview/overview.eta' with { type: 'text' };
import view133 from '../../../../views/overview/ranked-rows.eta' with { type: 'text' };
import view134 from '../../../../views/overview/ranking.eta' with { type: 'text' };
import view135 from '../../../../views/people/_network.eta' with { type: 'text' };
import view136 from '../../../../views/people/handover-list.eta' with { type: 'text' };
import view137 from '../../../../views/people/handovers.eta' with { type: 'text' };
import view138 from '../../../../views/people/head.eta' with { type: 'text' };
import view139 from '../../../../views/people/heat-table.eta' with { type: 'text' };
import view140 from '../../../../views/people/no-people.eta' with { type: 'text' };
import view141 from '../../../../views/people/people.eta' with { type: 'text' };
import view142 from '../../../../views/people/performance.eta' with { type: 'text' };
import view143 from '../../../../views/people/roles.eta' with { type: 'text' };
import view144 from '../../../../views/people/together.eta' with { type: 'text' };
import view145 from '../../../../views/people/work.eta' with { type: 'text' };
import view146 from '../../../../views/performance/batches.eta' with { type: 'text' };
import view147 from '../../../../views/performance/bottlenecks.eta' with { type: 'text' };
import view148 from '../../../../views/performance/compare.eta' with { type: 'text' };
import view149 from '../../../../views/performance/compared.eta' with { type: 'text' };
import view150 from '../../../../views/performance/list-head.eta' with { type: 'text' };
import view151 from '../../../../views/performance/performance.eta' with { type: 'text' };
import view152 from '../../../../views/performance/spectrum.eta' with { type: 'text' };
import view153 from '../../../../views/performance/time.eta' with { type: 'text' };
import view154 from '../../../../views/privacy/privacy.eta' with { type: 'text' };
import view155 from '../../../../views/projects/delete.eta' with { type: 'text' };
import view156 from '../../../../views/projects/edit.eta' with { type: 'text' };
import view157 from '../../../../views/projects/new.eta' with { type: 'text' };
import view158 from '../../../../views/projects/project.eta' with { type: 'text' };
import view159 from '../../../../views/projects/projects.eta' with { type: 'text' };
import view160 from '../../../../views/projects/search.eta' with { type: 'text' };
import view161 from '../../../../views/roles/new.eta' with { type: 'text' };
import view162 from '../../../../views/roles/permissions.eta' with { type: 'text' };
import view163 from '../../../../views/roles/role.eta' with { type: 'text' };
import view164 from '../../../../views/roles/roles.eta' with { type: 'text' };
import view165 from '../../../../views/row-policies/condition.eta' with { type: 'text' };
import view166 from '../../../../views/row-policies/form.eta' with { type: 'text' };
import view167 from '../../../../views/row-policies/list.eta' with { type: 'text' };
import view168 from '../../../../views/security/rows.eta' with { type: 'text' };
import view169 from '../../../../views/security/security.eta' with { type: 'text' };
import view170 from '../../../../views/service-accounts/issued.eta' with { type: 'text' };
import view171 from '../../../../views/service-accounts/key-form.eta' with { type: 'text' };
import view172 from '../../../../views/service-accounts/key-list.eta' with { type: 'text' };
import view173 from '../../../../views/service-accounts/service-account.eta' with { type: 'text' };
import view174 from '../../../../views/service-accounts/service-accounts.eta' with { type: 'text' };
import view175 from '../../../../views/service-accounts/tokens.eta' with { type: 'text' };
import view176 from '../../../../views/sharing/share.eta' with { type: 'text' };
import view177 from '../../../../views/sign-in/art.eta' with { type: 'text' };
import view178 from '../../../../views/sign-in/code.eta' with { type: 'text' };
import view179 from '../../../../views/sign-in/confirm.eta' with { type: 'text' };
import view180 from '../../../../views/sign-in/recovery-codes.eta' with { type: 'text' };
import view181 from '../../../../views/sign-in/second-factor.eta' with { type: 'text' };
import view182 from '../../../../views/sign-in/set-up.eta' with { type: 'text' };
import view183 from '../../../../views/sign-in/sign-in.eta' with { type: 'text' };
import view184 from '../../../../views/sign-in/signed-out.eta' with { type: 'text' };
import view185 from '../../../../views/sign-in/welcome.eta' with { type: 'text' };
import view186 from '../../../../views/sql/sql.eta' with { type: 'text' };
import view187 from '../../../../views/status/health.eta' with { type: 'text' };
import view188 from '../../../../views/tenants/invited.eta' with { type: 'text' };
import view189 from '../../../../views/tenants/new.eta' with { type: 'text' };
import view190 from '../../../../views/tenants/profile.eta' with { type: 'text' };
import view191 from '../../../../views/tenants/state.eta' with { type: 'text' };
import view192 from '../../../../views/tenants/tenant.eta' with { type: 'text' };
import view193 from '../../../../views/tenants/tenants.eta' with { type: 'text' };
import view194 from '../../../../views/uploads/mapping.eta' with { type: 'text' };
import view195 from '../../../../views/uploads/send.eta' with { type: 'text' };
import view196 from '../../../../views/uploads/upload.eta' with { type: 'text' };
import view197 from '../../../../views/variants/compare.eta' with { type: 'text' };
import view198 from '../../../../views/variants/legend.eta' with { type: 'text' };
import view199 from '../../../../views/variants/sequence.eta' with { type: 'text' };
import view200 from '../../../../views/variants/step-name.eta' with { type: 'text' };
import view201 from '../../../../views/variants/variants.eta' with { type: 'text' };
import view202 from '../../../../views/workbench/analysis.eta' with { type: 'text' };
import view203 from '../../../../views/workbench/choose-filter.eta' with { type: 'text' };
import view204 from '../../../../views/workbench/filter-form.eta' with { type: 'text' };
import view205 from '../../../../views/workbench/filters.eta' with { type: 'text' };
import view206 from '../../../../views/workbench/no-data.eta' with { type: 'text' };
import view207 from '../../../../views/workbench/nothing-kept.eta' with { type: 'text' };
import view208 from '../../../../views/workbench/presets.eta' with { type: 'text' };
import view209 from '../../../../views/workspaces/workspace.eta' with { type: 'text' };
import view210 from '../../../../views/workspaces/workspaces.eta' with { type: 'text' };
import file0 from '../../../../public/adit.js' with { type: 'text' };
import file1 from '../../../../public/adit.webmanifest' with { type: 'text' };
import file2 from '../../../../public/charts.js' with { type: 'text' };
import file3 from '../../../../public/conformance.js' with { type: 'text' };
import file4 from '../../../../public/css/1-tokens.css' with { type: 'text' };
import file5 from '../../../../public/css/2-base.css' with { type: 'text' };
import file6 from '../../../../public/css/3-shell.css' with { type: 'text' };
import file7 from '../../../../public/css/4-page.css' with { type: 'text' };
import file8 from '../../../../public/css/5-controls.css' with { type: 'text' };
import file9 from '../../../../public/css/6-tables.css' with { type: 'text' };
import file10 from '../../../../public/css/7-floating.css' with { type: 'text' };
import file11 from '../../../../public/css/8-states.css' with { type: 'text' };
import file12 from '../../../../public/css/9-print.css' with { type: 'text' };
import file13 from '../../../../public/css/accounts.css' with { type: 'text' };
import file14 from '../../../../public/css/api-docs.css' with { type: 'text' };
import file15 from '../../../../public/css/audit.css' with { type: 'text' };
import file16 from '../../../../public/css/calendars.css' with { type: 'text' };
import file17 from '../../../../public/css/cases.css' with { type: 'text' };
import file18 from '../../../../public/css/charts.css' with { type: 'text' };
import file19 from '../../../../public/css/conformance.css' with { type: 'text' };
import file20 from '../../../../public/css/data.css' with { type: 'text' };
import file21 from '../../../../public/css/discovery.css' with { type: 'text' };
import file22 from '../../../../public/css/filters.css' with { type: 'text' };
import file23 from '../../../../public/css/heat-table.css' with { type: 'text' };
import file24 from '../../../../public/css/manual.css' with { type: 'text' };
import file25 from '../../../../public/css/map-drawing.css' with { type: 'text' };
import file26 from '../../../../public/css/map-panel.css' with { type: 'text' };
import file27 from '../../../../public/css/map.css' with { type: 'text' };
import file28 from '../../../../public/css/model-drawing.css' with { type: 'text' };
import file29 from '../../../../public/css/models.css' with { type: 'text' };
import file30 from '../../../../public/css/overview.css' with { type: 'text' };
import file31 from '../../../../public/css/people-network.css' with { type: 'text' };
import file32 from '../../../../public/css/people.css' with { type: 'text' };
import file33 from '../../../../public/css/performance.css' with { type: 'text' };
import file34 from '../../../../public/css/row-policies.css' with { type: 'text' };
import file35 from '../../../../public/css/security.css' with { type: 'text' };
import file36 from '../../../../public/css/sequences.css' with { type: 'text' };
import file37 from '../../../../public/css/sign-in.css' with { type: 'text' };
import file38 from '../../../../public/css/sql.css' with { type: 'text' };
import file39 from '../../../../public/css/triage.css' with { type: 'text' };
import file40 from '../../../../public/css/uploads.css' with { type: 'text' };
import file41 from '../../../../public/css/variants.css' with { type: 'text' };
import file42 from '../../../../public/htmx-policy.js' with { type: 'text' };
import file43 from '../../../../public/icon.svg' with { type: 'text' };
import file44 from '../../../../public/map-elements.js' with { type: 'text' };
import file45 from '../../../../public/map-export.js' with { type: 'text' };
import file46 from '../../../../public/map-graph.js' with { type: 'text' };
import file47 from '../../../../public/map-player.js' with { type: 'text' };
import file48 from '../../../../public/map-style.js' with { type: 'text' };
import file49 from '../../../../public/map.js' with { type: 'text' };
import file50 from '../../../../public/model-viewer.js' with { type: 'text' };
import file51 from '../../../../public/parts.js' with { type: 'text' };
import file52 from '../../../../public/upload-request.js' with { type: 'text' };
import file53 from '../../../../public/upload.js' with { type: 'text' };
import file54 from '../../../../public/variants.js' with { type: 'text' };
import library0 from '../../../../node_modules/@alpinejs/csp/dist/cdn.min.js' with { type: 'text' };
import library1 from '../../../../node_modules/cytoscape/dist/cytoscape.min.js' with { type: 'text' };
import library2 from '../../../../node_modules/echarts/dist/echarts.common.min.js' with { type: 'text' };
import library3 from '../../../../node_modules/htmx.org/dist/htmx.min.js' with { type: 'text' };
import library4 from '../../../../node_modules/htmx.org/dist/ext/hx-sse.min.js' with { type: 'text' };

/** Name of a template. */
export type ViewName = `@${string}`;

/** Templates by name: `views/sign-in/set-up.eta` is `@sign-in/set-up`. */
export const VIEWS: Readonly<Record<ViewName, string>> = {
  '@about/about': view0,
  '@about/citations': view1,
  '@about/licence': view2,
  '@about/notices': view3,
  '@accounts/invitations': view4,
  '@accounts/new-user': view5,
  '@accounts/profile': view6,
  '@accounts/roles': view7,
  '@accounts/session-list': view8,
  '@accounts/state': view9,
  '@accounts/user-link': view10,
  '@accounts/user': view11,
  '@accounts/users': view12,
  '@api-docs/_operation': view13,
  '@api-docs/_rows': view14,
  '@api-docs/docs': view15,
  '@audit/chain': view16,
  '@audit/list': view17,
  '@audit/outcome': view18,
  '@audit/row': view19,
  '@audit/tabs': view20,
  '@bin/bin': view21,
  '@bin/purge': view22,
  '@calendars/_day': view23,
  '@calendars/_strip': view24,
  '@calendars/calendar': view25,
  '@calendars/calendars': view26,
  '@calendars/delete': view27,
  '@calendars/edit': view28,
  '@cases/_rows': view29,
  '@cases/case': view30,
  '@cases/cases': view31,
  '@cases/conformance': view32,
  '@cases/event-attributes': view33,
  '@cases/timeline': view34,
  '@components/bar': view35,
  '@components/button': view36,
  '@components/charts': view37,
  '@components/csrf': view38,
  '@components/empty': view39,
  '@components/field': view40,
  '@components/fields': view41,
  '@components/figure': view42,
  '@components/icon': view43,
  '@components/json': view44,
  '@components/log-files': view45,
  '@components/note': view46,
  '@components/pager': view47,
  '@components/progress': view48,
  '@components/select': view49,
  '@components/sort-head': view50,
  '@conformance/choice': view51,
  '@conformance/choose-rule': view52,
  '@conformance/conformance': view53,
  '@conformance/constraints': view54,
  '@conformance/head': view55,
  '@conformance/keep-model': view56,
  '@conformance/measures': view57,
  '@conformance/model': view58,
  '@conformance/move-legend': view59,
  '@conformance/moves': view60,
  '@conformance/rule-form': view61,
  '@conformance/rules': view62,
  '@conformance/step': view63,
  '@conformance/time': view64,
  '@conformance/triage': view65,
  '@conformance/variants': view66,
  '@datasets/_columns': view67,
  '@datasets/columns': view68,
  '@datasets/dataset': view69,
  '@datasets/state': view70,
  '@datasets/tabs': view71,
  '@design/design': view72,
  '@design/sample': view73,
  '@directory/changes': view74,
  '@directory/directory': view75,
  '@directory/explanation': view76,
  '@directory/report': view77,
  '@discovery/_scores': view78,
  '@discovery/bindings': view79,
  '@discovery/discovery': view80,
  '@discovery/found': view81,
  '@discovery/keep': view82,
  '@discovery/settings': view83,
  '@errors/problem': view84,
  '@groups/group': view85,
  '@groups/groups': view86,
  '@groups/held': view87,
  '@help/entry': view88,
  '@help/glossary': view89,
  '@help/help': view90,
  '@help/keys': view91,
  '@help/map': view92,
  '@help/metric': view93,
  '@help/metrics': view94,
  '@help/pages': view95,
  '@help/sources': view96,
  '@help/start': view97,
  '@help/upload': view98,
  '@home/home': view99,
  '@layouts/app': view100,
  '@layouts/dialogs': view101,
  '@layouts/icons': view102,
  '@layouts/nav': view103,
  '@layouts/page': view104,
  '@layouts/top': view105,
  '@map/_activity': view106,
  '@map/_drawing': view107,
  '@map/_path': view108,
  '@map/_player': view109,
  '@map/_side': view110,
  '@map/_strip': view111,
  '@map/_swatches': view112,
  '@map/map': view113,
  '@models/_bpmn': view114,
  '@models/_petri-net': view115,
  '@models/_process-tree': view116,
  '@models/constraints': view117,
  '@models/delete': view118,
  '@models/drawing-legend': view119,
  '@models/drawing-shape': view120,
  '@models/drawing': view121,
  '@models/edit': view122,
  '@models/findings': view123,
  '@models/keep': view124,
  '@models/measures': view125,
  '@models/model': view126,
  '@models/models': view127,
  '@models/score-list': view128,
  '@models/upload': view129,
  '@models/version-list': view130,
  '@models/viewer': view131,
  '@overview/overview': view132,
  '@overview/ranked-rows': view133,
  '@overview/ranking': view134,
  '@people/_network': view135,
  '@people/handover-list': view136,
  '@people/handovers': view137,
  '@people/head': view138,
  '@people/heat-table': view139,
  '@people/no-people': view140,
  '@people/people': view141,
  '@people/performance': view142,
  '@people/roles': view143,
  '@people/together': view144,
  '@people/work': view145,
  '@performance/batches': view146,
  '@performance/bottlenecks': view147,
  '@performance/compare': view148,
  '@performance/compared': view149,
  '@performance/list-head': view150,
  '@performance/performance': view151,
  '@performance/spectrum': view152,
  '@performance/time': view153,
  '@privacy/privacy': view154,
  '@projects/delete': view155,
  '@projects/edit': view156,
  '@projects/new': view157,
  '@projects/project': view158,
  '@projects/projects': view159,
  '@projects/search': view160,
  '@roles/new': view161,
  '@roles/permissions': view162,
  '@roles/role': view163,
  '@roles/roles': view164,
  '@row-policies/condition': view165,
  '@row-policies/form': view166,
  '@row-policies/list': view167,
  '@security/rows': view168,
  '@security/security': view169,
  '@service-accounts/issued': view170,
  '@service-accounts/key-form': view171,
  '@service-accounts/key-list': view172,
  '@service-accounts/service-account': view173,
  '@service-accounts/service-accounts': view174,
  '@service-accounts/tokens': view175,
  '@sharing/share': view176,
  '@sign-in/art': view177,
  '@sign-in/code': view178,
  '@sign-in/confirm': view179,
  '@sign-in/recovery-codes': view180,
  '@sign-in/second-factor': view181,
  '@sign-in/set-up': view182,
  '@sign-in/sign-in': view183,
  '@sign-in/signed-out': view184,
  '@sign-in/welcome': view185,
  '@sql/sql': view186,
  '@status/health': view187,
  '@tenants/invited': view188,
  '@tenants/new': view189,
  '@tenants/profile': view190,
  '@tenants/state': view191,
  '@tenants/tenant': view192,
  '@tenants/tenants': view193,
  '@uploads/mapping': view194,
  '@uploads/send': view195,
  '@uploads/upload': view196,
  '@variants/compare': view197,
  '@variants/legend': view198,
  '@variants/sequence': view199,
  '@variants/step-name': view200,
  '@variants/variants': view201,
  '@workbench/analysis': view202,
  '@workbench/choose-filter': view203,
  '@workbench/filter-form': view204,
  '@workbench/filters': view205,
  '@workbench/no-data': view206,
  '@workbench/nothing-kept': view207,
  '@workbench/presets': view208,
  '@workspaces/workspace': view209,
  '@workspaces/workspaces': view210,
};

/** Files of public/ by their path below it. */
export const FILES: Readonly<Record<string, string>> = {
  'adit.js': file0 as unknown as string,
  'adit.webmanifest': file1 as unknown as string,
  'charts.js': file2 as unknown as string,
  'conformance.js': file3 as unknown as string,
  'css/1-tokens.css': file4 as unknown as string,
  'css/2-base.css': file5 as unknown as string,
  'css/3-shell.css': file6 as unknown as string,
  'css/4-page.css': file7 as unknown as string,
  'css/5-controls.css': file8 as unknown as string,
  'css/6-tables.css': file9 as unknown as string,
  'css/7-floating.css': file10 as unknown as string,
  'css/8-states.css': file11 as unknown as string,
  'css/9-print.css': file12 as unknown as string,
  'css/accounts.css': file13 as unknown as string,
  'css/api-docs.css': file14 as unknown as string,
  'css/audit.css': file15 as unknown as string,
  'css/calendars.css': file16 as unknown as string,
  'css/cases.css': file17 as unknown as string,
  'css/charts.css': file18 as unknown as string,
  'css/conformance.css': file19 as unknown as string,
  'css/data.css': file20 as unknown as string,
  'css/discovery.css': file21 as unknown as string,
  'css/filters.css': file22 as unknown as string,
  'css/heat-table.css': file23 as unknown as string,
  'css/manual.css': file24 as unknown as string,
  'css/map-drawing.css': file25 as unknown as string,
  'css/map-panel.css': file26 as unknown as string,
  'css/map.css': file27 as unknown as string,
  'css/model-drawing.css': file28 as unknown as string,
  'css/models.css': file29 as unknown as string,
  'css/overview.css': file30 as unknown as string,
  'css/people-network.css': file31 as unknown as string,
  'css/people.css': file32 as unknown as string,
  'css/performance.css': file33 as unknown as string,
  'css/row-policies.css': file34 as unknown as string,
  'css/security.css': file35 as unknown as string,
  'css/sequences.css': file36 as unknown as string,
  'css/sign-in.css': file37 as unknown as string,
  'css/sql.css': file38 as unknown as string,
  'css/triage.css': file39 as unknown as string,
  'css/uploads.css': file40 as unknown as string,
  'css/variants.css': file41 as unknown as string,
  'htmx-policy.js': file42 as unknown as string,
  'icon.svg': file43 as unknown as string,
  'map-elements.js': file44 as unknown as string,
  'map-export.js': file45 as unknown as string,
  'map-graph.js': file46 as unknown as string,
  'map-player.js': file47 as unknown as string,
  'map-style.js': file48 as unknown as string,
  'map.js': file49 as unknown as string,
  'model-viewer.js': file50 as unknown as string,
  'parts.js': file51 as unknown as string,
  'upload-request.js': file52 as unknown as string,
  'upload.js': file53 as unknown as string,
  'variants.js': file54 as unknown as string,
};

/** Browser libraries by the name they are served under. */
export const LIBRARIES: Readonly<Record<string, string>> = {
  'alpine.js': library0 as unknown as string,
  'cytoscape.js': library1 as unknown as string,
  'echarts.js': library2 as unknown as string,
  'htmx.js': library3 as unknown as string,
  'htmx-sse.js': library4 as unknown as string,
};
