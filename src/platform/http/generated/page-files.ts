// Written by `bun run generate` from views/, public/ and the list of browser libraries. Do not edit.
import view_about_about_eta from '../../../../views/about/about.eta' with { type: 'text' };
import view_about_citations_eta from '../../../../views/about/citations.eta' with { type: 'text' };
import view_about_licence_eta from '../../../../views/about/licence.eta' with { type: 'text' };
import view_about_notices_eta from '../../../../views/about/notices.eta' with { type: 'text' };
import view_accounts_invitations_eta from '../../../../views/accounts/invitations.eta' with { type: 'text' };
import view_accounts_new_user_eta from '../../../../views/accounts/new-user.eta' with { type: 'text' };
import view_accounts_profile_eta from '../../../../views/accounts/profile.eta' with { type: 'text' };
import view_accounts_roles_eta from '../../../../views/accounts/roles.eta' with { type: 'text' };
import view_accounts_session_list_eta from '../../../../views/accounts/session-list.eta' with { type: 'text' };
import view_accounts_state_eta from '../../../../views/accounts/state.eta' with { type: 'text' };
import view_accounts_user_link_eta from '../../../../views/accounts/user-link.eta' with { type: 'text' };
import view_accounts_user_eta from '../../../../views/accounts/user.eta' with { type: 'text' };
import view_accounts_users_eta from '../../../../views/accounts/users.eta' with { type: 'text' };
import view_api_docs__operation_eta from '../../../../views/api-docs/_operation.eta' with { type: 'text' };
import view_api_docs__rows_eta from '../../../../views/api-docs/_rows.eta' with { type: 'text' };
import view_api_docs_docs_eta from '../../../../views/api-docs/docs.eta' with { type: 'text' };
import view_audit_chain_eta from '../../../../views/audit/chain.eta' with { type: 'text' };
import view_audit_list_eta from '../../../../views/audit/list.eta' with { type: 'text' };
import view_audit_outcome_eta from '../../../../views/audit/outcome.eta' with { type: 'text' };
import view_audit_row_eta from '../../../../views/audit/row.eta' with { type: 'text' };
import view_audit_tabs_eta from '../../../../views/audit/tabs.eta' with { type: 'text' };
import view_bin_bin_eta from '../../../../views/bin/bin.eta' with { type: 'text' };
import view_bin_purge_eta from '../../../../views/bin/purge.eta' with { type: 'text' };
import view_calendars__day_eta from '../../../../views/calendars/_day.eta' with { type: 'text' };
import view_calendars__strip_eta from '../../../../views/calendars/_strip.eta' with { type: 'text' };
import view_calendars_calendar_eta from '../../../../views/calendars/calendar.eta' with { type: 'text' };
import view_calendars_calendars_eta from '../../../../views/calendars/calendars.eta' with { type: 'text' };
import view_calendars_delete_eta from '../../../../views/calendars/delete.eta' with { type: 'text' };
import view_calendars_edit_eta from '../../../../views/calendars/edit.eta' with { type: 'text' };
import view_cases__rows_eta from '../../../../views/cases/_rows.eta' with { type: 'text' };
import view_cases_case_eta from '../../../../views/cases/case.eta' with { type: 'text' };
import view_cases_cases_eta from '../../../../views/cases/cases.eta' with { type: 'text' };
import view_cases_conformance_eta from '../../../../views/cases/conformance.eta' with { type: 'text' };
import view_cases_event_attributes_eta from '../../../../views/cases/event-attributes.eta' with { type: 'text' };
import view_cases_timeline_eta from '../../../../views/cases/timeline.eta' with { type: 'text' };
import view_components_bar_eta from '../../../../views/components/bar.eta' with { type: 'text' };
import view_components_button_eta from '../../../../views/components/button.eta' with { type: 'text' };
import view_components_charts_eta from '../../../../views/components/charts.eta' with { type: 'text' };
import view_components_csrf_eta from '../../../../views/components/csrf.eta' with { type: 'text' };
import view_components_empty_eta from '../../../../views/components/empty.eta' with { type: 'text' };
import view_components_field_eta from '../../../../views/components/field.eta' with { type: 'text' };
import view_components_fields_eta from '../../../../views/components/fields.eta' with { type: 'text' };
import view_components_figure_eta from '../../../../views/components/figure.eta' with { type: 'text' };
import view_components_icon_eta from '../../../../views/components/icon.eta' with { type: 'text' };
import view_components_json_eta from '../../../../views/components/json.eta' with { type: 'text' };
import view_components_log_files_eta from '../../../../views/components/log-files.eta' with { type: 'text' };
import view_components_next_times_eta from '../../../../views/components/next-times.eta' with { type: 'text' };
import view_components_note_eta from '../../../../views/components/note.eta' with { type: 'text' };
import view_components_pager_eta from '../../../../views/components/pager.eta' with { type: 'text' };
import view_components_progress_eta from '../../../../views/components/progress.eta' with { type: 'text' };
import view_components_select_eta from '../../../../views/components/select.eta' with { type: 'text' };
import view_components_sort_head_eta from '../../../../views/components/sort-head.eta' with { type: 'text' };
import view_components_steps_eta from '../../../../views/components/steps.eta' with { type: 'text' };
import view_conformance_choice_eta from '../../../../views/conformance/choice.eta' with { type: 'text' };
import view_conformance_conformance_eta from '../../../../views/conformance/conformance.eta' with { type: 'text' };
import view_conformance_constraints_eta from '../../../../views/conformance/constraints.eta' with { type: 'text' };
import view_conformance_head_eta from '../../../../views/conformance/head.eta' with { type: 'text' };
import view_conformance_keep_model_eta from '../../../../views/conformance/keep-model.eta' with { type: 'text' };
import view_conformance_measures_eta from '../../../../views/conformance/measures.eta' with { type: 'text' };
import view_conformance_model_eta from '../../../../views/conformance/model.eta' with { type: 'text' };
import view_conformance_move_legend_eta from '../../../../views/conformance/move-legend.eta' with { type: 'text' };
import view_conformance_moves_eta from '../../../../views/conformance/moves.eta' with { type: 'text' };
import view_conformance_rules_eta from '../../../../views/conformance/rules.eta' with { type: 'text' };
import view_conformance_step_eta from '../../../../views/conformance/step.eta' with { type: 'text' };
import view_conformance_time_eta from '../../../../views/conformance/time.eta' with { type: 'text' };
import view_conformance_triage_eta from '../../../../views/conformance/triage.eta' with { type: 'text' };
import view_conformance_variants_eta from '../../../../views/conformance/variants.eta' with { type: 'text' };
import view_connections_choose_eta from '../../../../views/connections/choose.eta' with { type: 'text' };
import view_connections_connection_eta from '../../../../views/connections/connection.eta' with { type: 'text' };
import view_connections_connections_eta from '../../../../views/connections/connections.eta' with { type: 'text' };
import view_connections_data_eta from '../../../../views/connections/data.eta' with { type: 'text' };
import view_connections_delete_eta from '../../../../views/connections/delete.eta' with { type: 'text' };
import view_connections_form_eta from '../../../../views/connections/form.eta' with { type: 'text' };
import view_connections_preview_eta from '../../../../views/connections/preview.eta' with { type: 'text' };
import view_connections_state_eta from '../../../../views/connections/state.eta' with { type: 'text' };
import view_datasets__columns_eta from '../../../../views/datasets/_columns.eta' with { type: 'text' };
import view_datasets_columns_eta from '../../../../views/datasets/columns.eta' with { type: 'text' };
import view_datasets_dataset_eta from '../../../../views/datasets/dataset.eta' with { type: 'text' };
import view_datasets_history_eta from '../../../../views/datasets/history.eta' with { type: 'text' };
import view_datasets_load_eta from '../../../../views/datasets/load.eta' with { type: 'text' };
import view_datasets_push_eta from '../../../../views/datasets/push.eta' with { type: 'text' };
import view_datasets_refused_eta from '../../../../views/datasets/refused.eta' with { type: 'text' };
import view_datasets_state_eta from '../../../../views/datasets/state.eta' with { type: 'text' };
import view_datasets_tabs_eta from '../../../../views/datasets/tabs.eta' with { type: 'text' };
import view_design_design_eta from '../../../../views/design/design.eta' with { type: 'text' };
import view_design_sample_eta from '../../../../views/design/sample.eta' with { type: 'text' };
import view_directory_changes_eta from '../../../../views/directory/changes.eta' with { type: 'text' };
import view_directory_directory_eta from '../../../../views/directory/directory.eta' with { type: 'text' };
import view_directory_explanation_eta from '../../../../views/directory/explanation.eta' with { type: 'text' };
import view_directory_report_eta from '../../../../views/directory/report.eta' with { type: 'text' };
import view_discovery__scores_eta from '../../../../views/discovery/_scores.eta' with { type: 'text' };
import view_discovery_bindings_eta from '../../../../views/discovery/bindings.eta' with { type: 'text' };
import view_discovery_discovery_eta from '../../../../views/discovery/discovery.eta' with { type: 'text' };
import view_discovery_found_eta from '../../../../views/discovery/found.eta' with { type: 'text' };
import view_discovery_keep_eta from '../../../../views/discovery/keep.eta' with { type: 'text' };
import view_discovery_settings_eta from '../../../../views/discovery/settings.eta' with { type: 'text' };
import view_errors_problem_eta from '../../../../views/errors/problem.eta' with { type: 'text' };
import view_extractions_begin_eta from '../../../../views/extractions/begin.eta' with { type: 'text' };
import view_extractions_choose_eta from '../../../../views/extractions/choose.eta' with { type: 'text' };
import view_extractions_extraction_eta from '../../../../views/extractions/extraction.eta' with { type: 'text' };
import view_extractions_extractions_eta from '../../../../views/extractions/extractions.eta' with { type: 'text' };
import view_extractions_load_foot_eta from '../../../../views/extractions/load-foot.eta' with { type: 'text' };
import view_extractions_next_eta from '../../../../views/extractions/next.eta' with { type: 'text' };
import view_extractions_source_eta from '../../../../views/extractions/source.eta' with { type: 'text' };
import view_extractions_state_eta from '../../../../views/extractions/state.eta' with { type: 'text' };
import view_groups_group_eta from '../../../../views/groups/group.eta' with { type: 'text' };
import view_groups_groups_eta from '../../../../views/groups/groups.eta' with { type: 'text' };
import view_groups_held_eta from '../../../../views/groups/held.eta' with { type: 'text' };
import view_help_entry_eta from '../../../../views/help/entry.eta' with { type: 'text' };
import view_help_glossary_eta from '../../../../views/help/glossary.eta' with { type: 'text' };
import view_help_help_eta from '../../../../views/help/help.eta' with { type: 'text' };
import view_help_keys_eta from '../../../../views/help/keys.eta' with { type: 'text' };
import view_help_map_eta from '../../../../views/help/map.eta' with { type: 'text' };
import view_help_metric_eta from '../../../../views/help/metric.eta' with { type: 'text' };
import view_help_metrics_eta from '../../../../views/help/metrics.eta' with { type: 'text' };
import view_help_pages_eta from '../../../../views/help/pages.eta' with { type: 'text' };
import view_help_sources_eta from '../../../../views/help/sources.eta' with { type: 'text' };
import view_help_start_eta from '../../../../views/help/start.eta' with { type: 'text' };
import view_help_upload_eta from '../../../../views/help/upload.eta' with { type: 'text' };
import view_home_home_eta from '../../../../views/home/home.eta' with { type: 'text' };
import view_inbox_inbox_eta from '../../../../views/inbox/inbox.eta' with { type: 'text' };
import view_jobs_fields_eta from '../../../../views/jobs/fields.eta' with { type: 'text' };
import view_jobs_job_eta from '../../../../views/jobs/job.eta' with { type: 'text' };
import view_jobs_jobs_eta from '../../../../views/jobs/jobs.eta' with { type: 'text' };
import view_jobs_state_eta from '../../../../views/jobs/state.eta' with { type: 'text' };
import view_jobs_tabs_eta from '../../../../views/jobs/tabs.eta' with { type: 'text' };
import view_layouts_app_eta from '../../../../views/layouts/app.eta' with { type: 'text' };
import view_layouts_dialogs_eta from '../../../../views/layouts/dialogs.eta' with { type: 'text' };
import view_layouts_icons_eta from '../../../../views/layouts/icons.eta' with { type: 'text' };
import view_layouts_nav_eta from '../../../../views/layouts/nav.eta' with { type: 'text' };
import view_layouts_page_eta from '../../../../views/layouts/page.eta' with { type: 'text' };
import view_layouts_top_eta from '../../../../views/layouts/top.eta' with { type: 'text' };
import view_lineage_lineage_eta from '../../../../views/lineage/lineage.eta' with { type: 'text' };
import view_map__activity_eta from '../../../../views/map/_activity.eta' with { type: 'text' };
import view_map__drawing_eta from '../../../../views/map/_drawing.eta' with { type: 'text' };
import view_map__path_eta from '../../../../views/map/_path.eta' with { type: 'text' };
import view_map__player_eta from '../../../../views/map/_player.eta' with { type: 'text' };
import view_map__side_eta from '../../../../views/map/_side.eta' with { type: 'text' };
import view_map__strip_eta from '../../../../views/map/_strip.eta' with { type: 'text' };
import view_map__swatches_eta from '../../../../views/map/_swatches.eta' with { type: 'text' };
import view_map_map_eta from '../../../../views/map/map.eta' with { type: 'text' };
import view_mappings_delete_eta from '../../../../views/mappings/delete.eta' with { type: 'text' };
import view_mappings_mapping_eta from '../../../../views/mappings/mapping.eta' with { type: 'text' };
import view_mappings_mappings_eta from '../../../../views/mappings/mappings.eta' with { type: 'text' };
import view_models__bpmn_eta from '../../../../views/models/_bpmn.eta' with { type: 'text' };
import view_models__petri_net_eta from '../../../../views/models/_petri-net.eta' with { type: 'text' };
import view_models__process_tree_eta from '../../../../views/models/_process-tree.eta' with { type: 'text' };
import view_models_constraints_eta from '../../../../views/models/constraints.eta' with { type: 'text' };
import view_models_delete_eta from '../../../../views/models/delete.eta' with { type: 'text' };
import view_models_drawing_legend_eta from '../../../../views/models/drawing-legend.eta' with { type: 'text' };
import view_models_drawing_shape_eta from '../../../../views/models/drawing-shape.eta' with { type: 'text' };
import view_models_drawing_eta from '../../../../views/models/drawing.eta' with { type: 'text' };
import view_models_edit_eta from '../../../../views/models/edit.eta' with { type: 'text' };
import view_models_findings_eta from '../../../../views/models/findings.eta' with { type: 'text' };
import view_models_keep_eta from '../../../../views/models/keep.eta' with { type: 'text' };
import view_models_measures_eta from '../../../../views/models/measures.eta' with { type: 'text' };
import view_models_model_eta from '../../../../views/models/model.eta' with { type: 'text' };
import view_models_models_eta from '../../../../views/models/models.eta' with { type: 'text' };
import view_models_score_list_eta from '../../../../views/models/score-list.eta' with { type: 'text' };
import view_models_upload_eta from '../../../../views/models/upload.eta' with { type: 'text' };
import view_models_version_list_eta from '../../../../views/models/version-list.eta' with { type: 'text' };
import view_models_viewer_eta from '../../../../views/models/viewer.eta' with { type: 'text' };
import view_overview_overview_eta from '../../../../views/overview/overview.eta' with { type: 'text' };
import view_overview_ranked_rows_eta from '../../../../views/overview/ranked-rows.eta' with { type: 'text' };
import view_overview_ranking_eta from '../../../../views/overview/ranking.eta' with { type: 'text' };
import view_people__network_eta from '../../../../views/people/_network.eta' with { type: 'text' };
import view_people_handover_list_eta from '../../../../views/people/handover-list.eta' with { type: 'text' };
import view_people_handovers_eta from '../../../../views/people/handovers.eta' with { type: 'text' };
import view_people_head_eta from '../../../../views/people/head.eta' with { type: 'text' };
import view_people_heat_table_eta from '../../../../views/people/heat-table.eta' with { type: 'text' };
import view_people_no_people_eta from '../../../../views/people/no-people.eta' with { type: 'text' };
import view_people_people_eta from '../../../../views/people/people.eta' with { type: 'text' };
import view_people_performance_eta from '../../../../views/people/performance.eta' with { type: 'text' };
import view_people_roles_eta from '../../../../views/people/roles.eta' with { type: 'text' };
import view_people_together_eta from '../../../../views/people/together.eta' with { type: 'text' };
import view_people_work_eta from '../../../../views/people/work.eta' with { type: 'text' };
import view_performance_batches_eta from '../../../../views/performance/batches.eta' with { type: 'text' };
import view_performance_bottlenecks_eta from '../../../../views/performance/bottlenecks.eta' with { type: 'text' };
import view_performance_compare_eta from '../../../../views/performance/compare.eta' with { type: 'text' };
import view_performance_compared_eta from '../../../../views/performance/compared.eta' with { type: 'text' };
import view_performance_list_head_eta from '../../../../views/performance/list-head.eta' with { type: 'text' };
import view_performance_performance_eta from '../../../../views/performance/performance.eta' with { type: 'text' };
import view_performance_spectrum_eta from '../../../../views/performance/spectrum.eta' with { type: 'text' };
import view_performance_time_eta from '../../../../views/performance/time.eta' with { type: 'text' };
import view_pipelines__expression_eta from '../../../../views/pipelines/_expression.eta' with { type: 'text' };
import view_pipelines__runs_eta from '../../../../views/pipelines/_runs.eta' with { type: 'text' };
import view_pipelines_delete_eta from '../../../../views/pipelines/delete.eta' with { type: 'text' };
import view_pipelines_expression_eta from '../../../../views/pipelines/expression.eta' with { type: 'text' };
import view_pipelines_pipeline_eta from '../../../../views/pipelines/pipeline.eta' with { type: 'text' };
import view_pipelines_pipelines_eta from '../../../../views/pipelines/pipelines.eta' with { type: 'text' };
import view_pipelines_step_eta from '../../../../views/pipelines/step.eta' with { type: 'text' };
import view_pipelines_table_eta from '../../../../views/pipelines/table.eta' with { type: 'text' };
import view_pipelines_versions_eta from '../../../../views/pipelines/versions.eta' with { type: 'text' };
import view_privacy_privacy_eta from '../../../../views/privacy/privacy.eta' with { type: 'text' };
import view_projects_delete_eta from '../../../../views/projects/delete.eta' with { type: 'text' };
import view_projects_edit_eta from '../../../../views/projects/edit.eta' with { type: 'text' };
import view_projects_new_eta from '../../../../views/projects/new.eta' with { type: 'text' };
import view_projects_project_eta from '../../../../views/projects/project.eta' with { type: 'text' };
import view_projects_projects_eta from '../../../../views/projects/projects.eta' with { type: 'text' };
import view_projects_search_eta from '../../../../views/projects/search.eta' with { type: 'text' };
import view_quality_check_eta from '../../../../views/quality/check.eta' with { type: 'text' };
import view_quality_finding_eta from '../../../../views/quality/finding.eta' with { type: 'text' };
import view_quality_quality_eta from '../../../../views/quality/quality.eta' with { type: 'text' };
import view_quality_rules_eta from '../../../../views/quality/rules.eta' with { type: 'text' };
import view_quality_settings_eta from '../../../../views/quality/settings.eta' with { type: 'text' };
import view_roles_new_eta from '../../../../views/roles/new.eta' with { type: 'text' };
import view_roles_permissions_eta from '../../../../views/roles/permissions.eta' with { type: 'text' };
import view_roles_role_eta from '../../../../views/roles/role.eta' with { type: 'text' };
import view_roles_roles_eta from '../../../../views/roles/roles.eta' with { type: 'text' };
import view_row_policies_condition_eta from '../../../../views/row-policies/condition.eta' with { type: 'text' };
import view_row_policies_form_eta from '../../../../views/row-policies/form.eta' with { type: 'text' };
import view_row_policies_list_eta from '../../../../views/row-policies/list.eta' with { type: 'text' };
import view_schedules_schedule_eta from '../../../../views/schedules/schedule.eta' with { type: 'text' };
import view_schedules_schedules_eta from '../../../../views/schedules/schedules.eta' with { type: 'text' };
import view_security_rows_eta from '../../../../views/security/rows.eta' with { type: 'text' };
import view_security_security_eta from '../../../../views/security/security.eta' with { type: 'text' };
import view_service_accounts_issued_eta from '../../../../views/service-accounts/issued.eta' with { type: 'text' };
import view_service_accounts_key_form_eta from '../../../../views/service-accounts/key-form.eta' with { type: 'text' };
import view_service_accounts_key_list_eta from '../../../../views/service-accounts/key-list.eta' with { type: 'text' };
import view_service_accounts_service_account_eta from '../../../../views/service-accounts/service-account.eta' with { type: 'text' };
import view_service_accounts_service_accounts_eta from '../../../../views/service-accounts/service-accounts.eta' with { type: 'text' };
import view_service_accounts_tokens_eta from '../../../../views/service-accounts/tokens.eta' with { type: 'text' };
import view_sharing_share_eta from '../../../../views/sharing/share.eta' with { type: 'text' };
import view_sign_in_art_eta from '../../../../views/sign-in/art.eta' with { type: 'text' };
import view_sign_in_code_eta from '../../../../views/sign-in/code.eta' with { type: 'text' };
import view_sign_in_confirm_eta from '../../../../views/sign-in/confirm.eta' with { type: 'text' };
import view_sign_in_recovery_codes_eta from '../../../../views/sign-in/recovery-codes.eta' with { type: 'text' };
import view_sign_in_second_factor_eta from '../../../../views/sign-in/second-factor.eta' with { type: 'text' };
import view_sign_in_set_up_eta from '../../../../views/sign-in/set-up.eta' with { type: 'text' };
import view_sign_in_sign_in_eta from '../../../../views/sign-in/sign-in.eta' with { type: 'text' };
import view_sign_in_signed_out_eta from '../../../../views/sign-in/signed-out.eta' with { type: 'text' };
import view_sign_in_welcome_eta from '../../../../views/sign-in/welcome.eta' with { type: 'text' };
import view_sql_sql_eta from '../../../../views/sql/sql.eta' with { type: 'text' };
import view_status_health_eta from '../../../../views/status/health.eta' with { type: 'text' };
import view_tenants_invited_eta from '../../../../views/tenants/invited.eta' with { type: 'text' };
import view_tenants_new_eta from '../../../../views/tenants/new.eta' with { type: 'text' };
import view_tenants_profile_eta from '../../../../views/tenants/profile.eta' with { type: 'text' };
import view_tenants_state_eta from '../../../../views/tenants/state.eta' with { type: 'text' };
import view_tenants_tenant_eta from '../../../../views/tenants/tenant.eta' with { type: 'text' };
import view_tenants_tenants_eta from '../../../../views/tenants/tenants.eta' with { type: 'text' };
import view_uploads__privacy_eta from '../../../../views/uploads/_privacy.eta' with { type: 'text' };
import view_uploads_column_details_eta from '../../../../views/uploads/column-details.eta' with { type: 'text' };
import view_uploads_columns_eta from '../../../../views/uploads/columns.eta' with { type: 'text' };
import view_uploads_first_rows_eta from '../../../../views/uploads/first-rows.eta' with { type: 'text' };
import view_uploads_load_foot_eta from '../../../../views/uploads/load-foot.eta' with { type: 'text' };
import view_uploads_mapping_side_eta from '../../../../views/uploads/mapping-side.eta' with { type: 'text' };
import view_uploads_mapping_eta from '../../../../views/uploads/mapping.eta' with { type: 'text' };
import view_uploads_records_eta from '../../../../views/uploads/records.eta' with { type: 'text' };
import view_uploads_scan_eta from '../../../../views/uploads/scan.eta' with { type: 'text' };
import view_uploads_send_eta from '../../../../views/uploads/send.eta' with { type: 'text' };
import view_uploads_stands_eta from '../../../../views/uploads/stands.eta' with { type: 'text' };
import view_uploads_together_eta from '../../../../views/uploads/together.eta' with { type: 'text' };
import view_uploads_upload_eta from '../../../../views/uploads/upload.eta' with { type: 'text' };
import view_variants_compare_eta from '../../../../views/variants/compare.eta' with { type: 'text' };
import view_variants_legend_eta from '../../../../views/variants/legend.eta' with { type: 'text' };
import view_variants_sequence_eta from '../../../../views/variants/sequence.eta' with { type: 'text' };
import view_variants_step_name_eta from '../../../../views/variants/step-name.eta' with { type: 'text' };
import view_variants_variants_eta from '../../../../views/variants/variants.eta' with { type: 'text' };
import view_webhooks_form_eta from '../../../../views/webhooks/form.eta' with { type: 'text' };
import view_webhooks_issued_eta from '../../../../views/webhooks/issued.eta' with { type: 'text' };
import view_webhooks_state_eta from '../../../../views/webhooks/state.eta' with { type: 'text' };
import view_webhooks_webhook_eta from '../../../../views/webhooks/webhook.eta' with { type: 'text' };
import view_webhooks_webhooks_eta from '../../../../views/webhooks/webhooks.eta' with { type: 'text' };
import view_workbench_analysis_eta from '../../../../views/workbench/analysis.eta' with { type: 'text' };
import view_workbench_choose_filter_eta from '../../../../views/workbench/choose-filter.eta' with { type: 'text' };
import view_workbench_choose_rule_eta from '../../../../views/workbench/choose-rule.eta' with { type: 'text' };
import view_workbench_filter_form_eta from '../../../../views/workbench/filter-form.eta' with { type: 'text' };
import view_workbench_filters_eta from '../../../../views/workbench/filters.eta' with { type: 'text' };
import view_workbench_no_data_eta from '../../../../views/workbench/no-data.eta' with { type: 'text' };
import view_workbench_nothing_kept_eta from '../../../../views/workbench/nothing-kept.eta' with { type: 'text' };
import view_workbench_presets_eta from '../../../../views/workbench/presets.eta' with { type: 'text' };
import view_workbench_rule_form_eta from '../../../../views/workbench/rule-form.eta' with { type: 'text' };
import view_workspaces_workspace_eta from '../../../../views/workspaces/workspace.eta' with { type: 'text' };
import view_workspaces_workspaces_eta from '../../../../views/workspaces/workspaces.eta' with { type: 'text' };
import file_adit_js from '../../../../public/adit.js' with { type: 'text' };
import file_adit_webmanifest from '../../../../public/adit.webmanifest' with { type: 'text' };
import file_charts_js from '../../../../public/charts.js' with { type: 'text' };
import file_conformance_js from '../../../../public/conformance.js' with { type: 'text' };
import file_css_1_tokens_css from '../../../../public/css/1-tokens.css' with { type: 'text' };
import file_css_2_base_css from '../../../../public/css/2-base.css' with { type: 'text' };
import file_css_3_shell_css from '../../../../public/css/3-shell.css' with { type: 'text' };
import file_css_4_page_css from '../../../../public/css/4-page.css' with { type: 'text' };
import file_css_5_controls_css from '../../../../public/css/5-controls.css' with { type: 'text' };
import file_css_6_tables_css from '../../../../public/css/6-tables.css' with { type: 'text' };
import file_css_7_floating_css from '../../../../public/css/7-floating.css' with { type: 'text' };
import file_css_8_states_css from '../../../../public/css/8-states.css' with { type: 'text' };
import file_css_9_print_css from '../../../../public/css/9-print.css' with { type: 'text' };
import file_css_accounts_css from '../../../../public/css/accounts.css' with { type: 'text' };
import file_css_api_docs_css from '../../../../public/css/api-docs.css' with { type: 'text' };
import file_css_audit_css from '../../../../public/css/audit.css' with { type: 'text' };
import file_css_calendars_css from '../../../../public/css/calendars.css' with { type: 'text' };
import file_css_cases_css from '../../../../public/css/cases.css' with { type: 'text' };
import file_css_charts_css from '../../../../public/css/charts.css' with { type: 'text' };
import file_css_conformance_css from '../../../../public/css/conformance.css' with { type: 'text' };
import file_css_connections_css from '../../../../public/css/connections.css' with { type: 'text' };
import file_css_data_css from '../../../../public/css/data.css' with { type: 'text' };
import file_css_discovery_css from '../../../../public/css/discovery.css' with { type: 'text' };
import file_css_filters_css from '../../../../public/css/filters.css' with { type: 'text' };
import file_css_heat_table_css from '../../../../public/css/heat-table.css' with { type: 'text' };
import file_css_inbox_css from '../../../../public/css/inbox.css' with { type: 'text' };
import file_css_jobs_css from '../../../../public/css/jobs.css' with { type: 'text' };
import file_css_lineage_css from '../../../../public/css/lineage.css' with { type: 'text' };
import file_css_manual_css from '../../../../public/css/manual.css' with { type: 'text' };
import file_css_map_drawing_css from '../../../../public/css/map-drawing.css' with { type: 'text' };
import file_css_map_panel_css from '../../../../public/css/map-panel.css' with { type: 'text' };
import file_css_map_css from '../../../../public/css/map.css' with { type: 'text' };
import file_css_mapping_css from '../../../../public/css/mapping.css' with { type: 'text' };
import file_css_model_drawing_css from '../../../../public/css/model-drawing.css' with { type: 'text' };
import file_css_models_css from '../../../../public/css/models.css' with { type: 'text' };
import file_css_overview_css from '../../../../public/css/overview.css' with { type: 'text' };
import file_css_people_network_css from '../../../../public/css/people-network.css' with { type: 'text' };
import file_css_people_css from '../../../../public/css/people.css' with { type: 'text' };
import file_css_performance_css from '../../../../public/css/performance.css' with { type: 'text' };
import file_css_pipelines_css from '../../../../public/css/pipelines.css' with { type: 'text' };
import file_css_privacy_css from '../../../../public/css/privacy.css' with { type: 'text' };
import file_css_quality_css from '../../../../public/css/quality.css' with { type: 'text' };
import file_css_row_policies_css from '../../../../public/css/row-policies.css' with { type: 'text' };
import file_css_security_css from '../../../../public/css/security.css' with { type: 'text' };
import file_css_sequences_css from '../../../../public/css/sequences.css' with { type: 'text' };
import file_css_sign_in_css from '../../../../public/css/sign-in.css' with { type: 'text' };
import file_css_sql_css from '../../../../public/css/sql.css' with { type: 'text' };
import file_css_triage_css from '../../../../public/css/triage.css' with { type: 'text' };
import file_css_uploads_css from '../../../../public/css/uploads.css' with { type: 'text' };
import file_css_variants_css from '../../../../public/css/variants.css' with { type: 'text' };
import file_expression_js from '../../../../public/expression.js' with { type: 'text' };
import file_htmx_policy_js from '../../../../public/htmx-policy.js' with { type: 'text' };
import file_icon_svg from '../../../../public/icon.svg' with { type: 'text' };
import file_inbox_js from '../../../../public/inbox.js' with { type: 'text' };
import file_jobs_js from '../../../../public/jobs.js' with { type: 'text' };
import file_map_elements_js from '../../../../public/map-elements.js' with { type: 'text' };
import file_map_export_js from '../../../../public/map-export.js' with { type: 'text' };
import file_map_graph_js from '../../../../public/map-graph.js' with { type: 'text' };
import file_map_player_js from '../../../../public/map-player.js' with { type: 'text' };
import file_map_style_js from '../../../../public/map-style.js' with { type: 'text' };
import file_map_js from '../../../../public/map.js' with { type: 'text' };
import file_mapping_js from '../../../../public/mapping.js' with { type: 'text' };
import file_model_viewer_js from '../../../../public/model-viewer.js' with { type: 'text' };
import file_parts_js from '../../../../public/parts.js' with { type: 'text' };
import file_step_form_js from '../../../../public/step-form.js' with { type: 'text' };
import file_upload_request_js from '../../../../public/upload-request.js' with { type: 'text' };
import file_upload_js from '../../../../public/upload.js' with { type: 'text' };
import file_variants_js from '../../../../public/variants.js' with { type: 'text' };
import library_alpine_js from '../../../../node_modules/@alpinejs/csp/dist/cdn.min.js' with { type: 'text' };
import library_cytoscape_js from '../../../../node_modules/cytoscape/dist/cytoscape.min.js' with { type: 'text' };
import library_echarts_js from '../../../../node_modules/echarts/dist/echarts.common.min.js' with { type: 'text' };
import library_htmx_js from '../../../../node_modules/htmx.org/dist/htmx.min.js' with { type: 'text' };
import library_htmx_sse_js from '../../../../node_modules/htmx.org/dist/ext/hx-sse.min.js' with { type: 'text' };

/** Name of a template. */
export type ViewName = `@${string}`;

/** Templates by name: `views/sign-in/set-up.eta` is `@sign-in/set-up`. */
export const VIEWS: Readonly<Record<ViewName, string>> = {
  '@about/about': view_about_about_eta,
  '@about/citations': view_about_citations_eta,
  '@about/licence': view_about_licence_eta,
  '@about/notices': view_about_notices_eta,
  '@accounts/invitations': view_accounts_invitations_eta,
  '@accounts/new-user': view_accounts_new_user_eta,
  '@accounts/profile': view_accounts_profile_eta,
  '@accounts/roles': view_accounts_roles_eta,
  '@accounts/session-list': view_accounts_session_list_eta,
  '@accounts/state': view_accounts_state_eta,
  '@accounts/user-link': view_accounts_user_link_eta,
  '@accounts/user': view_accounts_user_eta,
  '@accounts/users': view_accounts_users_eta,
  '@api-docs/_operation': view_api_docs__operation_eta,
  '@api-docs/_rows': view_api_docs__rows_eta,
  '@api-docs/docs': view_api_docs_docs_eta,
  '@audit/chain': view_audit_chain_eta,
  '@audit/list': view_audit_list_eta,
  '@audit/outcome': view_audit_outcome_eta,
  '@audit/row': view_audit_row_eta,
  '@audit/tabs': view_audit_tabs_eta,
  '@bin/bin': view_bin_bin_eta,
  '@bin/purge': view_bin_purge_eta,
  '@calendars/_day': view_calendars__day_eta,
  '@calendars/_strip': view_calendars__strip_eta,
  '@calendars/calendar': view_calendars_calendar_eta,
  '@calendars/calendars': view_calendars_calendars_eta,
  '@calendars/delete': view_calendars_delete_eta,
  '@calendars/edit': view_calendars_edit_eta,
  '@cases/_rows': view_cases__rows_eta,
  '@cases/case': view_cases_case_eta,
  '@cases/cases': view_cases_cases_eta,
  '@cases/conformance': view_cases_conformance_eta,
  '@cases/event-attributes': view_cases_event_attributes_eta,
  '@cases/timeline': view_cases_timeline_eta,
  '@components/bar': view_components_bar_eta,
  '@components/button': view_components_button_eta,
  '@components/charts': view_components_charts_eta,
  '@components/csrf': view_components_csrf_eta,
  '@components/empty': view_components_empty_eta,
  '@components/field': view_components_field_eta,
  '@components/fields': view_components_fields_eta,
  '@components/figure': view_components_figure_eta,
  '@components/icon': view_components_icon_eta,
  '@components/json': view_components_json_eta,
  '@components/log-files': view_components_log_files_eta,
  '@components/next-times': view_components_next_times_eta,
  '@components/note': view_components_note_eta,
  '@components/pager': view_components_pager_eta,
  '@components/progress': view_components_progress_eta,
  '@components/select': view_components_select_eta,
  '@components/sort-head': view_components_sort_head_eta,
  '@components/steps': view_components_steps_eta,
  '@conformance/choice': view_conformance_choice_eta,
  '@conformance/conformance': view_conformance_conformance_eta,
  '@conformance/constraints': view_conformance_constraints_eta,
  '@conformance/head': view_conformance_head_eta,
  '@conformance/keep-model': view_conformance_keep_model_eta,
  '@conformance/measures': view_conformance_measures_eta,
  '@conformance/model': view_conformance_model_eta,
  '@conformance/move-legend': view_conformance_move_legend_eta,
  '@conformance/moves': view_conformance_moves_eta,
  '@conformance/rules': view_conformance_rules_eta,
  '@conformance/step': view_conformance_step_eta,
  '@conformance/time': view_conformance_time_eta,
  '@conformance/triage': view_conformance_triage_eta,
  '@conformance/variants': view_conformance_variants_eta,
  '@connections/choose': view_connections_choose_eta,
  '@connections/connection': view_connections_connection_eta,
  '@connections/connections': view_connections_connections_eta,
  '@connections/data': view_connections_data_eta,
  '@connections/delete': view_connections_delete_eta,
  '@connections/form': view_connections_form_eta,
  '@connections/preview': view_connections_preview_eta,
  '@connections/state': view_connections_state_eta,
  '@datasets/_columns': view_datasets__columns_eta,
  '@datasets/columns': view_datasets_columns_eta,
  '@datasets/dataset': view_datasets_dataset_eta,
  '@datasets/history': view_datasets_history_eta,
  '@datasets/load': view_datasets_load_eta,
  '@datasets/push': view_datasets_push_eta,
  '@datasets/refused': view_datasets_refused_eta,
  '@datasets/state': view_datasets_state_eta,
  '@datasets/tabs': view_datasets_tabs_eta,
  '@design/design': view_design_design_eta,
  '@design/sample': view_design_sample_eta,
  '@directory/changes': view_directory_changes_eta,
  '@directory/directory': view_directory_directory_eta,
  '@directory/explanation': view_directory_explanation_eta,
  '@directory/report': view_directory_report_eta,
  '@discovery/_scores': view_discovery__scores_eta,
  '@discovery/bindings': view_discovery_bindings_eta,
  '@discovery/discovery': view_discovery_discovery_eta,
  '@discovery/found': view_discovery_found_eta,
  '@discovery/keep': view_discovery_keep_eta,
  '@discovery/settings': view_discovery_settings_eta,
  '@errors/problem': view_errors_problem_eta,
  '@extractions/begin': view_extractions_begin_eta,
  '@extractions/choose': view_extractions_choose_eta,
  '@extractions/extraction': view_extractions_extraction_eta,
  '@extractions/extractions': view_extractions_extractions_eta,
  '@extractions/load-foot': view_extractions_load_foot_eta,
  '@extractions/next': view_extractions_next_eta,
  '@extractions/source': view_extractions_source_eta,
  '@extractions/state': view_extractions_state_eta,
  '@groups/group': view_groups_group_eta,
  '@groups/groups': view_groups_groups_eta,
  '@groups/held': view_groups_held_eta,
  '@help/entry': view_help_entry_eta,
  '@help/glossary': view_help_glossary_eta,
  '@help/help': view_help_help_eta,
  '@help/keys': view_help_keys_eta,
  '@help/map': view_help_map_eta,
  '@help/metric': view_help_metric_eta,
  '@help/metrics': view_help_metrics_eta,
  '@help/pages': view_help_pages_eta,
  '@help/sources': view_help_sources_eta,
  '@help/start': view_help_start_eta,
  '@help/upload': view_help_upload_eta,
  '@home/home': view_home_home_eta,
  '@inbox/inbox': view_inbox_inbox_eta,
  '@jobs/fields': view_jobs_fields_eta,
  '@jobs/job': view_jobs_job_eta,
  '@jobs/jobs': view_jobs_jobs_eta,
  '@jobs/state': view_jobs_state_eta,
  '@jobs/tabs': view_jobs_tabs_eta,
  '@layouts/app': view_layouts_app_eta,
  '@layouts/dialogs': view_layouts_dialogs_eta,
  '@layouts/icons': view_layouts_icons_eta,
  '@layouts/nav': view_layouts_nav_eta,
  '@layouts/page': view_layouts_page_eta,
  '@layouts/top': view_layouts_top_eta,
  '@lineage/lineage': view_lineage_lineage_eta,
  '@map/_activity': view_map__activity_eta,
  '@map/_drawing': view_map__drawing_eta,
  '@map/_path': view_map__path_eta,
  '@map/_player': view_map__player_eta,
  '@map/_side': view_map__side_eta,
  '@map/_strip': view_map__strip_eta,
  '@map/_swatches': view_map__swatches_eta,
  '@map/map': view_map_map_eta,
  '@mappings/delete': view_mappings_delete_eta,
  '@mappings/mapping': view_mappings_mapping_eta,
  '@mappings/mappings': view_mappings_mappings_eta,
  '@models/_bpmn': view_models__bpmn_eta,
  '@models/_petri-net': view_models__petri_net_eta,
  '@models/_process-tree': view_models__process_tree_eta,
  '@models/constraints': view_models_constraints_eta,
  '@models/delete': view_models_delete_eta,
  '@models/drawing-legend': view_models_drawing_legend_eta,
  '@models/drawing-shape': view_models_drawing_shape_eta,
  '@models/drawing': view_models_drawing_eta,
  '@models/edit': view_models_edit_eta,
  '@models/findings': view_models_findings_eta,
  '@models/keep': view_models_keep_eta,
  '@models/measures': view_models_measures_eta,
  '@models/model': view_models_model_eta,
  '@models/models': view_models_models_eta,
  '@models/score-list': view_models_score_list_eta,
  '@models/upload': view_models_upload_eta,
  '@models/version-list': view_models_version_list_eta,
  '@models/viewer': view_models_viewer_eta,
  '@overview/overview': view_overview_overview_eta,
  '@overview/ranked-rows': view_overview_ranked_rows_eta,
  '@overview/ranking': view_overview_ranking_eta,
  '@people/_network': view_people__network_eta,
  '@people/handover-list': view_people_handover_list_eta,
  '@people/handovers': view_people_handovers_eta,
  '@people/head': view_people_head_eta,
  '@people/heat-table': view_people_heat_table_eta,
  '@people/no-people': view_people_no_people_eta,
  '@people/people': view_people_people_eta,
  '@people/performance': view_people_performance_eta,
  '@people/roles': view_people_roles_eta,
  '@people/together': view_people_together_eta,
  '@people/work': view_people_work_eta,
  '@performance/batches': view_performance_batches_eta,
  '@performance/bottlenecks': view_performance_bottlenecks_eta,
  '@performance/compare': view_performance_compare_eta,
  '@performance/compared': view_performance_compared_eta,
  '@performance/list-head': view_performance_list_head_eta,
  '@performance/performance': view_performance_performance_eta,
  '@performance/spectrum': view_performance_spectrum_eta,
  '@performance/time': view_performance_time_eta,
  '@pipelines/_expression': view_pipelines__expression_eta,
  '@pipelines/_runs': view_pipelines__runs_eta,
  '@pipelines/delete': view_pipelines_delete_eta,
  '@pipelines/expression': view_pipelines_expression_eta,
  '@pipelines/pipeline': view_pipelines_pipeline_eta,
  '@pipelines/pipelines': view_pipelines_pipelines_eta,
  '@pipelines/step': view_pipelines_step_eta,
  '@pipelines/table': view_pipelines_table_eta,
  '@pipelines/versions': view_pipelines_versions_eta,
  '@privacy/privacy': view_privacy_privacy_eta,
  '@projects/delete': view_projects_delete_eta,
  '@projects/edit': view_projects_edit_eta,
  '@projects/new': view_projects_new_eta,
  '@projects/project': view_projects_project_eta,
  '@projects/projects': view_projects_projects_eta,
  '@projects/search': view_projects_search_eta,
  '@quality/check': view_quality_check_eta,
  '@quality/finding': view_quality_finding_eta,
  '@quality/quality': view_quality_quality_eta,
  '@quality/rules': view_quality_rules_eta,
  '@quality/settings': view_quality_settings_eta,
  '@roles/new': view_roles_new_eta,
  '@roles/permissions': view_roles_permissions_eta,
  '@roles/role': view_roles_role_eta,
  '@roles/roles': view_roles_roles_eta,
  '@row-policies/condition': view_row_policies_condition_eta,
  '@row-policies/form': view_row_policies_form_eta,
  '@row-policies/list': view_row_policies_list_eta,
  '@schedules/schedule': view_schedules_schedule_eta,
  '@schedules/schedules': view_schedules_schedules_eta,
  '@security/rows': view_security_rows_eta,
  '@security/security': view_security_security_eta,
  '@service-accounts/issued': view_service_accounts_issued_eta,
  '@service-accounts/key-form': view_service_accounts_key_form_eta,
  '@service-accounts/key-list': view_service_accounts_key_list_eta,
  '@service-accounts/service-account': view_service_accounts_service_account_eta,
  '@service-accounts/service-accounts': view_service_accounts_service_accounts_eta,
  '@service-accounts/tokens': view_service_accounts_tokens_eta,
  '@sharing/share': view_sharing_share_eta,
  '@sign-in/art': view_sign_in_art_eta,
  '@sign-in/code': view_sign_in_code_eta,
  '@sign-in/confirm': view_sign_in_confirm_eta,
  '@sign-in/recovery-codes': view_sign_in_recovery_codes_eta,
  '@sign-in/second-factor': view_sign_in_second_factor_eta,
  '@sign-in/set-up': view_sign_in_set_up_eta,
  '@sign-in/sign-in': view_sign_in_sign_in_eta,
  '@sign-in/signed-out': view_sign_in_signed_out_eta,
  '@sign-in/welcome': view_sign_in_welcome_eta,
  '@sql/sql': view_sql_sql_eta,
  '@status/health': view_status_health_eta,
  '@tenants/invited': view_tenants_invited_eta,
  '@tenants/new': view_tenants_new_eta,
  '@tenants/profile': view_tenants_profile_eta,
  '@tenants/state': view_tenants_state_eta,
  '@tenants/tenant': view_tenants_tenant_eta,
  '@tenants/tenants': view_tenants_tenants_eta,
  '@uploads/_privacy': view_uploads__privacy_eta,
  '@uploads/column-details': view_uploads_column_details_eta,
  '@uploads/columns': view_uploads_columns_eta,
  '@uploads/first-rows': view_uploads_first_rows_eta,
  '@uploads/load-foot': view_uploads_load_foot_eta,
  '@uploads/mapping-side': view_uploads_mapping_side_eta,
  '@uploads/mapping': view_uploads_mapping_eta,
  '@uploads/records': view_uploads_records_eta,
  '@uploads/scan': view_uploads_scan_eta,
  '@uploads/send': view_uploads_send_eta,
  '@uploads/stands': view_uploads_stands_eta,
  '@uploads/together': view_uploads_together_eta,
  '@uploads/upload': view_uploads_upload_eta,
  '@variants/compare': view_variants_compare_eta,
  '@variants/legend': view_variants_legend_eta,
  '@variants/sequence': view_variants_sequence_eta,
  '@variants/step-name': view_variants_step_name_eta,
  '@variants/variants': view_variants_variants_eta,
  '@webhooks/form': view_webhooks_form_eta,
  '@webhooks/issued': view_webhooks_issued_eta,
  '@webhooks/state': view_webhooks_state_eta,
  '@webhooks/webhook': view_webhooks_webhook_eta,
  '@webhooks/webhooks': view_webhooks_webhooks_eta,
  '@workbench/analysis': view_workbench_analysis_eta,
  '@workbench/choose-filter': view_workbench_choose_filter_eta,
  '@workbench/choose-rule': view_workbench_choose_rule_eta,
  '@workbench/filter-form': view_workbench_filter_form_eta,
  '@workbench/filters': view_workbench_filters_eta,
  '@workbench/no-data': view_workbench_no_data_eta,
  '@workbench/nothing-kept': view_workbench_nothing_kept_eta,
  '@workbench/presets': view_workbench_presets_eta,
  '@workbench/rule-form': view_workbench_rule_form_eta,
  '@workspaces/workspace': view_workspaces_workspace_eta,
  '@workspaces/workspaces': view_workspaces_workspaces_eta,
};

/** Files of public/ by their path below it. */
export const FILES: Readonly<Record<string, string>> = {
  'adit.js': file_adit_js as unknown as string,
  'adit.webmanifest': file_adit_webmanifest as unknown as string,
  'charts.js': file_charts_js as unknown as string,
  'conformance.js': file_conformance_js as unknown as string,
  'css/1-tokens.css': file_css_1_tokens_css as unknown as string,
  'css/2-base.css': file_css_2_base_css as unknown as string,
  'css/3-shell.css': file_css_3_shell_css as unknown as string,
  'css/4-page.css': file_css_4_page_css as unknown as string,
  'css/5-controls.css': file_css_5_controls_css as unknown as string,
  'css/6-tables.css': file_css_6_tables_css as unknown as string,
  'css/7-floating.css': file_css_7_floating_css as unknown as string,
  'css/8-states.css': file_css_8_states_css as unknown as string,
  'css/9-print.css': file_css_9_print_css as unknown as string,
  'css/accounts.css': file_css_accounts_css as unknown as string,
  'css/api-docs.css': file_css_api_docs_css as unknown as string,
  'css/audit.css': file_css_audit_css as unknown as string,
  'css/calendars.css': file_css_calendars_css as unknown as string,
  'css/cases.css': file_css_cases_css as unknown as string,
  'css/charts.css': file_css_charts_css as unknown as string,
  'css/conformance.css': file_css_conformance_css as unknown as string,
  'css/connections.css': file_css_connections_css as unknown as string,
  'css/data.css': file_css_data_css as unknown as string,
  'css/discovery.css': file_css_discovery_css as unknown as string,
  'css/filters.css': file_css_filters_css as unknown as string,
  'css/heat-table.css': file_css_heat_table_css as unknown as string,
  'css/inbox.css': file_css_inbox_css as unknown as string,
  'css/jobs.css': file_css_jobs_css as unknown as string,
  'css/lineage.css': file_css_lineage_css as unknown as string,
  'css/manual.css': file_css_manual_css as unknown as string,
  'css/map-drawing.css': file_css_map_drawing_css as unknown as string,
  'css/map-panel.css': file_css_map_panel_css as unknown as string,
  'css/map.css': file_css_map_css as unknown as string,
  'css/mapping.css': file_css_mapping_css as unknown as string,
  'css/model-drawing.css': file_css_model_drawing_css as unknown as string,
  'css/models.css': file_css_models_css as unknown as string,
  'css/overview.css': file_css_overview_css as unknown as string,
  'css/people-network.css': file_css_people_network_css as unknown as string,
  'css/people.css': file_css_people_css as unknown as string,
  'css/performance.css': file_css_performance_css as unknown as string,
  'css/pipelines.css': file_css_pipelines_css as unknown as string,
  'css/privacy.css': file_css_privacy_css as unknown as string,
  'css/quality.css': file_css_quality_css as unknown as string,
  'css/row-policies.css': file_css_row_policies_css as unknown as string,
  'css/security.css': file_css_security_css as unknown as string,
  'css/sequences.css': file_css_sequences_css as unknown as string,
  'css/sign-in.css': file_css_sign_in_css as unknown as string,
  'css/sql.css': file_css_sql_css as unknown as string,
  'css/triage.css': file_css_triage_css as unknown as string,
  'css/uploads.css': file_css_uploads_css as unknown as string,
  'css/variants.css': file_css_variants_css as unknown as string,
  'expression.js': file_expression_js as unknown as string,
  'htmx-policy.js': file_htmx_policy_js as unknown as string,
  'icon.svg': file_icon_svg as unknown as string,
  'inbox.js': file_inbox_js as unknown as string,
  'jobs.js': file_jobs_js as unknown as string,
  'map-elements.js': file_map_elements_js as unknown as string,
  'map-export.js': file_map_export_js as unknown as string,
  'map-graph.js': file_map_graph_js as unknown as string,
  'map-player.js': file_map_player_js as unknown as string,
  'map-style.js': file_map_style_js as unknown as string,
  'map.js': file_map_js as unknown as string,
  'mapping.js': file_mapping_js as unknown as string,
  'model-viewer.js': file_model_viewer_js as unknown as string,
  'parts.js': file_parts_js as unknown as string,
  'step-form.js': file_step_form_js as unknown as string,
  'upload-request.js': file_upload_request_js as unknown as string,
  'upload.js': file_upload_js as unknown as string,
  'variants.js': file_variants_js as unknown as string,
};

/** Browser libraries by the name they are served under. */
export const LIBRARIES: Readonly<Record<string, string>> = {
  'alpine.js': library_alpine_js as unknown as string,
  'cytoscape.js': library_cytoscape_js as unknown as string,
  'echarts.js': library_echarts_js as unknown as string,
  'htmx.js': library_htmx_js as unknown as string,
  'htmx-sse.js': library_htmx_sse_js as unknown as string,
};
