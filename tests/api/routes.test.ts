import { expect, test } from 'bun:test';
import { PERMISSIONS } from '../../src/platform/access/permissions.ts';
import { exampleAppliance } from '../example-appliance.ts';

const house = await exampleAppliance();

/** The whole table. A new route is added here by hand, with a thought about who may call it. */
const TABLE = `
DELETE /api/v1/admin/api-keys/:id                 admin:tokens
DELETE /api/v1/admin/appliance-jobs/:id           admin:schedules
DELETE /api/v1/admin/grants/:id                   admin:roles
DELETE /api/v1/admin/groups/:id                   admin:groups
DELETE /api/v1/admin/groups/:id/members/:user     admin:groups
DELETE /api/v1/admin/invitations/:id              admin:users
DELETE /api/v1/admin/jobs/:id                     admin:jobs
DELETE /api/v1/admin/roles/:id                    admin:roles
DELETE /api/v1/admin/row-policies/:id             admin:policies
DELETE /api/v1/admin/users/:id/sessions           admin:users
DELETE /api/v1/admin/users/:id/sessions/:session  admin:users
DELETE /api/v1/analyses/:id                       read:analyses
DELETE /api/v1/analysis/conformance/models/:id    write:models
DELETE /api/v1/analysis/conformance/rules/:id     write:rules
DELETE /api/v1/analysis/filters/presets/:id       write:presets
DELETE /api/v1/auth/keys/:id                      write:self
DELETE /api/v1/auth/second-factor                 write:self
DELETE /api/v1/auth/sessions                      write:self
DELETE /api/v1/auth/sessions/:id                  write:self
DELETE /api/v1/bin/:id                            delete:datasets
DELETE /api/v1/calendars/:id                      write:calendars
DELETE /api/v1/column-mappings/:id                write:datasets
DELETE /api/v1/data-designer/quality/rules/:qualityRule write:datasets
DELETE /api/v1/jobs/:id                           write:datasets
DELETE /api/v1/projects/:id                       write:projects
DELETE /api/v1/projects/:id/datasets/:ds          delete:datasets
DELETE /api/v1/projects/:id/datasets/:ds/share/:share write:sharing
DELETE /api/v1/projects/:id/share/:share          write:sharing
DELETE /api/v1/uploads/:id                        write:datasets
DELETE /api/v1/webhooks/:id                       admin:webhooks
GET    /                                          read:self
GET    /about                                     read:self
GET    /about/licence                             read:self
GET    /about/notices                             read:self
GET    /admin/appliance-jobs                      admin:schedules
GET    /admin/appliance-jobs/:id                  admin:schedules
GET    /admin/audit                               read:audit
GET    /admin/audit/:seq                          read:audit
GET    /admin/audit/chain                         read:audit
GET    /admin/audit/export.csv                    read:audit
GET    /admin/audit/export.json                   read:audit
GET    /admin/audit/export.proof                  read:audit
GET    /admin/directory                           admin:directory
GET    /admin/groups                              admin:groups
GET    /admin/groups/:id                          admin:groups
GET    /admin/jobs                                admin:jobs
GET    /admin/jobs/:id                            admin:jobs
GET    /admin/privacy                             admin:policies
GET    /admin/roles                               admin:roles
GET    /admin/roles/:id                           admin:roles
GET    /admin/roles/new                           admin:roles
GET    /admin/schedules                           admin:schedules
GET    /admin/schedules/:id                       admin:schedules
GET    /admin/security                            admin:settings
GET    /admin/service-accounts                    admin:tokens
GET    /admin/service-accounts/:id                admin:tokens
GET    /admin/tenants                             admin:tenants
GET    /admin/tenants/:id                         admin:tenants
GET    /admin/tenants/new                         admin:tenants
GET    /admin/users                               admin:users
GET    /admin/users/:id                           admin:users
GET    /admin/users/invitations                   admin:users
GET    /admin/users/new                           admin:users
GET    /admin/webhooks                            admin:webhooks
GET    /admin/webhooks/:id                        admin:webhooks
GET    /admin/workspaces                          admin:workspaces
GET    /admin/workspaces/:id                      admin:workspaces
GET    /api/docs                                  read:api
GET    /api/v1/admin/api-keys                     admin:tokens
GET    /api/v1/admin/appliance-jobs               admin:schedules
GET    /api/v1/admin/appliance-jobs/:id           admin:schedules
GET    /api/v1/admin/appliance-jobs/:id/events    admin:schedules
GET    /api/v1/admin/audit-logs                   read:audit
GET    /api/v1/admin/audit-logs/:seq              read:audit
GET    /api/v1/admin/audit-logs/chain             read:audit
GET    /api/v1/admin/audit-logs/export            read:audit
GET    /api/v1/admin/directories                  admin:directory
GET    /api/v1/admin/directories/:id/test         admin:directory
GET    /api/v1/admin/directories/explain          admin:directory
GET    /api/v1/admin/directories/syncs/:id        admin:directory
GET    /api/v1/admin/grants                       admin:roles
GET    /api/v1/admin/groups                       admin:groups
GET    /api/v1/admin/groups/:id                   admin:groups
GET    /api/v1/admin/groups/:id/members           admin:groups
GET    /api/v1/admin/invitations                  admin:users
GET    /api/v1/admin/jobs                         admin:jobs
GET    /api/v1/admin/jobs/:id                     admin:jobs
GET    /api/v1/admin/jobs/:id/events              admin:jobs
GET    /api/v1/admin/privacy                      admin:policies
GET    /api/v1/admin/roles                        admin:roles
GET    /api/v1/admin/roles/:id                    admin:roles
GET    /api/v1/admin/row-policies                 admin:policies
GET    /api/v1/admin/row-policies/:id             admin:policies
GET    /api/v1/admin/row-policies/preview         admin:policies
GET    /api/v1/admin/schedules                    admin:schedules
GET    /api/v1/admin/schedules/:id                admin:schedules
GET    /api/v1/admin/service-accounts             admin:tokens
GET    /api/v1/admin/service-accounts/:id         admin:tokens
GET    /api/v1/admin/service-accounts/:id/keys    admin:tokens
GET    /api/v1/admin/tenants                      admin:tenants
GET    /api/v1/admin/tenants/:id                  admin:tenants
GET    /api/v1/admin/users                        admin:users
GET    /api/v1/admin/users/:id                    admin:users
GET    /api/v1/admin/users/:id/access             admin:users
GET    /api/v1/admin/users/:id/sessions           admin:users
GET    /api/v1/admin/workspaces                   admin:workspaces
GET    /api/v1/admin/workspaces/:id               admin:workspaces
GET    /api/v1/analyses                           read:analyses
GET    /api/v1/analyses/:id                       read:analyses
GET    /api/v1/analyses/:id/events                read:analyses
GET    /api/v1/analysis/calculators/templates     read:analyses
GET    /api/v1/analysis/calculators/templates/:id read:analyses
GET    /api/v1/analysis/cases                     read:analyses
GET    /api/v1/analysis/cases/:caseId             read:analyses
GET    /api/v1/analysis/cases/:caseId/conformance read:cases
GET    /api/v1/analysis/cases/:caseId/events      read:analyses
GET    /api/v1/analysis/conformance/models        read:analyses
GET    /api/v1/analysis/conformance/models/:id    read:analyses
GET    /api/v1/analysis/conformance/models/:id/export read:analyses
GET    /api/v1/analysis/conformance/models/:id/scores read:analyses
GET    /api/v1/analysis/conformance/models/:id/versions read:analyses
GET    /api/v1/analysis/conformance/rules         read:analyses
GET    /api/v1/analysis/conformance/rules/:id     read:analyses
GET    /api/v1/analysis/conformance/rules/templates read:analyses
GET    /api/v1/analysis/discovery/variants        read:analyses
GET    /api/v1/analysis/discovery/variants/:id    read:analyses
GET    /api/v1/analysis/filters/presets           read:analyses
GET    /api/v1/analysis/filters/presets/:id       read:analyses
GET    /api/v1/analysis/filters/templates         read:analyses
GET    /api/v1/analysis/sql                       read:sql
GET    /api/v1/auth/form-token                    read:self
GET    /api/v1/auth/keys                          read:self
GET    /api/v1/auth/me                            read:self
GET    /api/v1/auth/me/email                      read:self
GET    /api/v1/auth/me/settings                   read:self
GET    /api/v1/auth/second-factor                 read:self
GET    /api/v1/auth/sessions                      read:self
GET    /api/v1/bin                                delete:datasets
GET    /api/v1/calendars                          read:datasets
GET    /api/v1/calendars/:id                      read:datasets
GET    /api/v1/column-mappings                    read:datasets
GET    /api/v1/column-mappings/:id                read:datasets
GET    /api/v1/data-designer/quality/checks       read:analyses
GET    /api/v1/data-designer/quality/report       read:analyses
GET    /api/v1/data-designer/quality/results      read:analyses
GET    /api/v1/data-designer/quality/rules        read:analyses
GET    /api/v1/data-designer/quality/rules/:qualityRule read:analyses
GET    /api/v1/data-designer/quality/settings/:dataset read:analyses
GET    /api/v1/events                             read:datasets
GET    /api/v1/jobs                               read:datasets
GET    /api/v1/jobs/:id                           read:datasets
GET    /api/v1/jobs/:id/events                    read:datasets
GET    /api/v1/openapi.json                       read:api
GET    /api/v1/projects                           read:projects
GET    /api/v1/projects/:id                       read:projects
GET    /api/v1/projects/:id/datasets              read:datasets
GET    /api/v1/projects/:id/datasets/:ds          read:datasets
GET    /api/v1/projects/:id/datasets/:ds/columns  read:analyses
GET    /api/v1/projects/:id/datasets/:ds/export   read:cases
GET    /api/v1/projects/:id/datasets/:ds/load-policy read:datasets
GET    /api/v1/projects/:id/datasets/:ds/loads    read:datasets
GET    /api/v1/projects/:id/datasets/:ds/loads/:load read:datasets
GET    /api/v1/projects/:id/datasets/:ds/share    write:sharing
GET    /api/v1/projects/:id/datasets/:ds/values   read:analyses
GET    /api/v1/projects/:id/datasets/:ds/versions read:datasets
GET    /api/v1/projects/:id/share                 write:sharing
GET    /api/v1/uploads                            write:datasets
GET    /api/v1/uploads/:id                        write:datasets
GET    /api/v1/uploads/:id/file                   write:datasets
GET    /api/v1/uploads/:id/preview                write:datasets
GET    /api/v1/uploads/:id/status                 write:datasets
GET    /api/v1/webhooks                           admin:webhooks
GET    /api/v1/webhooks/:id                       admin:webhooks
GET    /api/v1/webhooks/:id/deliveries            admin:webhooks
GET    /bin                                       delete:datasets
GET    /bin/:id/purge                             delete:datasets
GET    /calendars                                 read:datasets
GET    /calendars/:id                             read:datasets
GET    /calendars/:id/delete                      write:calendars
GET    /calendars/:id/edit                        write:calendars
GET    /calendars/new                             write:calendars
GET    /datasets/:id                              read:datasets
GET    /datasets/:id/cases                        read:analyses
GET    /datasets/:id/cases.csv                    read:cases
GET    /datasets/:id/cases.events.csv             read:cases
GET    /datasets/:id/cases.xes                    read:cases
GET    /datasets/:id/cases.xes.gz                 read:cases
GET    /datasets/:id/cases/:caseId                read:analyses
GET    /datasets/:id/columns                      read:analyses
GET    /datasets/:id/conformance                  read:analyses
GET    /datasets/:id/conformance.csv              read:analyses
GET    /datasets/:id/conformance.svg              read:analyses
GET    /datasets/:id/conformance/models/new       write:models
GET    /datasets/:id/conformance/rules/:rule/edit write:rules
GET    /datasets/:id/conformance/rules/new        write:rules
GET    /datasets/:id/delete                       delete:datasets
GET    /datasets/:id/edit                         write:datasets
GET    /datasets/:id/filters/new                  read:analyses
GET    /datasets/:id/first-look                   read:datasets
GET    /datasets/:id/history                      read:datasets
GET    /datasets/:id/history.csv                  read:datasets
GET    /datasets/:id/history/:load                read:datasets
GET    /datasets/:id/load                         write:datasets
GET    /datasets/:id/map                          read:analyses
GET    /datasets/:id/models                       read:analyses
GET    /datasets/:id/models/keep                  write:models
GET    /datasets/:id/overview                     read:analyses
GET    /datasets/:id/overview.csv                 read:analyses
GET    /datasets/:id/overview.svg                 read:analyses
GET    /datasets/:id/people                       read:analyses
GET    /datasets/:id/people.csv                   read:analyses
GET    /datasets/:id/people.svg                   read:analyses
GET    /datasets/:id/performance                  read:analyses
GET    /datasets/:id/performance.csv              read:analyses
GET    /datasets/:id/performance.svg              read:analyses
GET    /datasets/:id/policies                     admin:policies
GET    /datasets/:id/policies/:policy             admin:policies
GET    /datasets/:id/policies/new                 admin:policies
GET    /datasets/:id/presets/new                  write:presets
GET    /datasets/:id/quality                      read:analyses
GET    /datasets/:id/quality.csv                  read:analyses
GET    /datasets/:id/quality.json                 read:analyses
GET    /datasets/:id/quality.svg                  read:analyses
GET    /datasets/:id/quality/rules                write:datasets
GET    /datasets/:id/quality/rules/:qualityRule/edit write:datasets
GET    /datasets/:id/quality/rules/new            write:datasets
GET    /datasets/:id/quality/settings             write:datasets
GET    /datasets/:id/share                        write:sharing
GET    /datasets/:id/sql                          read:sql
GET    /datasets/:id/sql.csv                      read:sql
GET    /datasets/:id/variants                     read:analyses
GET    /datasets/:id/variants.csv                 read:analyses
GET    /datasets/:id/variants.svg                 read:analyses
GET    /datasets/new                              write:datasets
GET    /design                                    read:self
GET    /health                                    public
GET    /health/ready                              public
GET    /help                                      read:self
GET    /jobs                                      read:datasets
GET    /jobs/:id                                  read:datasets
GET    /livez                                     public
GET    /mappings                                  read:datasets
GET    /mappings/:id                              read:datasets
GET    /mappings/:id/delete                       write:datasets
GET    /mappings/:id/mapping.json                 read:datasets
GET    /profile                                   read:self
GET    /profile/confirm                           read:self
GET    /profile/second-factor                     read:self
GET    /profile/tokens                            read:self
GET    /projects                                  read:projects
GET    /projects/:id                              read:projects
GET    /projects/:id/delete                       write:projects
GET    /projects/:id/edit                         write:projects
GET    /projects/:id/models                       read:analyses
GET    /projects/:id/models/:model                read:analyses
GET    /projects/:id/models/:model/delete         write:models
GET    /projects/:id/models/:model/drawing.svg    read:analyses
GET    /projects/:id/models/:model/edit           write:models
GET    /projects/:id/models/:model/model.bpmn     read:analyses
GET    /projects/:id/models/:model/model.decl     read:analyses
GET    /projects/:id/models/:model/model.pnml     read:analyses
GET    /projects/:id/models/:model/model.ptml     read:analyses
GET    /projects/:id/models/:model/model.tree     read:analyses
GET    /projects/:id/models/:model/versions/new   write:models
GET    /projects/:id/models/new                   write:models
GET    /projects/:id/share                        write:sharing
GET    /projects/new                              write:projects
GET    /readyz                                    public
GET    /setup/:token                              public
GET    /sign-in                                   public
GET    /status                                    read:status
GET    /uploads                                   write:datasets
GET    /uploads/:id                               write:datasets
GET    /uploads/:id/file                          write:datasets
GET    /uploads/together                          write:datasets
GET    /welcome/:token                            public
PATCH  /api/v1/admin/appliance-jobs/:id           admin:schedules
PATCH  /api/v1/admin/jobs/:id                     admin:jobs
PATCH  /api/v1/auth/me/settings                   write:self
PATCH  /api/v1/jobs/:id                           write:datasets
PATCH  /api/v1/uploads/:id/content                write:datasets
POST   /admin/appliance-jobs/:id                  admin:schedules
POST   /admin/appliance-jobs/:id/cancel           admin:schedules
POST   /admin/appliance-jobs/:id/discard          admin:schedules
POST   /admin/appliance-jobs/:id/retry            admin:schedules
POST   /admin/audit/chain/verify                  read:audit
POST   /admin/directory/:id/sync                  admin:directory
POST   /admin/groups                              admin:groups
POST   /admin/groups/:id                          admin:groups
POST   /admin/groups/:id/delete                   admin:groups
POST   /admin/groups/:id/members                  admin:groups
POST   /admin/groups/:id/members/:user/end        admin:groups
POST   /admin/groups/:id/roles                    admin:roles
POST   /admin/groups/:id/roles/:grant/end         admin:roles
POST   /admin/jobs/:id                            admin:jobs
POST   /admin/jobs/:id/cancel                     admin:jobs
POST   /admin/jobs/:id/discard                    admin:jobs
POST   /admin/jobs/:id/retry                      admin:jobs
POST   /admin/privacy                             admin:policies
POST   /admin/roles                               admin:roles
POST   /admin/roles/:id                           admin:roles
POST   /admin/roles/:id/delete                    admin:roles
POST   /admin/schedules/:id                       admin:schedules
POST   /admin/schedules/:id/pause                 admin:schedules
POST   /admin/schedules/:id/resume                admin:schedules
POST   /admin/schedules/:id/run                   admin:schedules
POST   /admin/service-accounts                    admin:tokens
POST   /admin/service-accounts/:id/keys           admin:tokens
POST   /admin/service-accounts/:id/roles          admin:tokens
POST   /admin/service-accounts/:id/status         admin:tokens
POST   /admin/service-accounts/keys/:id/revoke    admin:tokens
POST   /admin/service-accounts/keys/:id/rotate    admin:tokens
POST   /admin/tenants                             admin:tenants
POST   /admin/tenants/:id                         admin:tenants
POST   /admin/tenants/:id/administrators          admin:tenants
POST   /admin/tenants/:id/status                  admin:tenants
POST   /admin/users                               admin:users
POST   /admin/users/:id/link                      admin:users
POST   /admin/users/:id/reset-second-factor       admin:users
POST   /admin/users/:id/roles                     admin:users
POST   /admin/users/:id/sessions/:session/end     admin:users
POST   /admin/users/:id/sessions/end              admin:users
POST   /admin/users/:id/status                    admin:users
POST   /admin/users/:id/unlock                    admin:users
POST   /admin/users/invitations/:id/withdraw      admin:users
POST   /admin/webhooks                            admin:webhooks
POST   /admin/webhooks/:id                        admin:webhooks
POST   /admin/webhooks/:id/delete                 admin:webhooks
POST   /admin/webhooks/:id/deliveries/:delivery/resend admin:webhooks
POST   /admin/webhooks/:id/rotate                 admin:webhooks
POST   /admin/webhooks/:id/state                  admin:webhooks
POST   /admin/webhooks/:id/test                   admin:webhooks
POST   /admin/workspaces                          admin:workspaces
POST   /admin/workspaces/:id                      admin:workspaces
POST   /admin/workspaces/:id/archive              admin:workspaces
POST   /admin/workspaces/:id/members              admin:roles
POST   /admin/workspaces/:id/members/:grant/end   admin:roles
POST   /admin/workspaces/:id/open                 admin:workspaces
POST   /api/v1/admin/api-keys/:id/rotate          admin:tokens
POST   /api/v1/admin/appliance-jobs/:id/cancel    admin:schedules
POST   /api/v1/admin/appliance-jobs/:id/retry     admin:schedules
POST   /api/v1/admin/audit-logs/verify            read:audit
POST   /api/v1/admin/directories/:id/sync         admin:directory
POST   /api/v1/admin/grants                       admin:roles
POST   /api/v1/admin/groups                       admin:groups
POST   /api/v1/admin/jobs/:id/cancel              admin:jobs
POST   /api/v1/admin/jobs/:id/retry               admin:jobs
POST   /api/v1/admin/roles                        admin:roles
POST   /api/v1/admin/row-policies                 admin:policies
POST   /api/v1/admin/schedules/:id/pause          admin:schedules
POST   /api/v1/admin/schedules/:id/resume         admin:schedules
POST   /api/v1/admin/schedules/:id/run            admin:schedules
POST   /api/v1/admin/service-accounts             admin:tokens
POST   /api/v1/admin/service-accounts/:id/disable admin:tokens
POST   /api/v1/admin/service-accounts/:id/enable  admin:tokens
POST   /api/v1/admin/service-accounts/:id/keys    admin:tokens
POST   /api/v1/admin/tenants                      admin:tenants
POST   /api/v1/admin/tenants/:id/administrators   admin:tenants
POST   /api/v1/admin/tenants/:id/archive          admin:tenants
POST   /api/v1/admin/tenants/:id/disable          admin:tenants
POST   /api/v1/admin/tenants/:id/enable           admin:tenants
POST   /api/v1/admin/users                        admin:users
POST   /api/v1/admin/users/:id/disable            admin:users
POST   /api/v1/admin/users/:id/enable             admin:users
POST   /api/v1/admin/users/:id/reset-password     admin:users
POST   /api/v1/admin/users/:id/reset-second-factor admin:users
POST   /api/v1/admin/users/:id/unlock             admin:users
POST   /api/v1/admin/workspaces                   admin:workspaces
POST   /api/v1/admin/workspaces/:id/archive       admin:workspaces
POST   /api/v1/admin/workspaces/:id/open          admin:workspaces
POST   /api/v1/analyses                           read:analyses
POST   /api/v1/analysis/calculators/execute       read:analyses
POST   /api/v1/analysis/conformance/check         read:analyses
POST   /api/v1/analysis/conformance/models        write:models
POST   /api/v1/analysis/conformance/models/:id/scores write:models
POST   /api/v1/analysis/conformance/models/:id/versions write:models
POST   /api/v1/analysis/conformance/rules         write:rules
POST   /api/v1/analysis/discovery/dna             read:analyses
POST   /api/v1/analysis/discovery/process         read:analyses
POST   /api/v1/analysis/discovery/variants        read:analyses
POST   /api/v1/analysis/filters/apply             read:analyses
POST   /api/v1/analysis/filters/presets           write:presets
POST   /api/v1/analysis/sql                       read:sql
POST   /api/v1/auth/confirm                       write:self
POST   /api/v1/auth/keys                          write:self
POST   /api/v1/auth/keys/:id/rotate               write:self
POST   /api/v1/auth/login                         public
POST   /api/v1/auth/logout                        write:self
POST   /api/v1/auth/password                      write:self
POST   /api/v1/auth/refresh                       public
POST   /api/v1/auth/second-factor                 write:self
POST   /api/v1/auth/second-factor/activate        write:self
POST   /api/v1/auth/second-factor/recovery-codes  write:self
POST   /api/v1/auth/setup                         public
POST   /api/v1/auth/token                         public
POST   /api/v1/auth/workspace                     write:self
POST   /api/v1/bin/:id/restore                    delete:datasets
POST   /api/v1/calendars                          write:calendars
POST   /api/v1/column-mappings                    write:datasets
POST   /api/v1/data-designer/quality/rules        write:datasets
POST   /api/v1/jobs/:id/cancel                    write:datasets
POST   /api/v1/jobs/:id/retry                     write:datasets
POST   /api/v1/projects                           write:projects
POST   /api/v1/projects/:id/datasets              write:datasets
POST   /api/v1/projects/:id/datasets/:ds/loads/:load/undo write:datasets
POST   /api/v1/projects/:id/datasets/:ds/share    write:sharing
POST   /api/v1/projects/:id/datasets/:ds/versions/:version/restore write:datasets
POST   /api/v1/projects/:id/share                 write:sharing
POST   /api/v1/uploads                            write:datasets
POST   /api/v1/uploads/:id/apart                  write:datasets
POST   /api/v1/uploads/:id/load                   write:datasets
POST   /api/v1/uploads/:id/preview                write:datasets
POST   /api/v1/uploads/file                       write:datasets
POST   /api/v1/uploads/together                   write:datasets
POST   /api/v1/webhooks                           admin:webhooks
POST   /api/v1/webhooks/:id/deliveries/:delivery/resend admin:webhooks
POST   /api/v1/webhooks/:id/rotate                admin:webhooks
POST   /api/v1/webhooks/:id/test                  admin:webhooks
POST   /bin/:id/purge                             delete:datasets
POST   /bin/:id/restore                           delete:datasets
POST   /calendars/:id/delete                      write:calendars
POST   /calendars/:id/edit                        write:calendars
POST   /calendars/new                             write:calendars
POST   /datasets/:id/conformance/models           write:models
POST   /datasets/:id/conformance/rules            write:rules
POST   /datasets/:id/conformance/rules/:rule      write:rules
POST   /datasets/:id/conformance/triage           read:analyses
POST   /datasets/:id/delete                       delete:datasets
POST   /datasets/:id/edit                         write:datasets
POST   /datasets/:id/filters                      read:analyses
POST   /datasets/:id/history/:load/undo           write:datasets
POST   /datasets/:id/history/policy               write:datasets
POST   /datasets/:id/models/keep                  write:models
POST   /datasets/:id/models/settings              read:analyses
POST   /datasets/:id/policies/:policy             admin:policies
POST   /datasets/:id/policies/:policy/delete      admin:policies
POST   /datasets/:id/policies/new                 admin:policies
POST   /datasets/:id/presets                      write:presets
POST   /datasets/:id/presets/:preset/delete       write:presets
POST   /datasets/:id/quality/rules                write:datasets
POST   /datasets/:id/quality/rules/:qualityRule   write:datasets
POST   /datasets/:id/quality/settings             write:datasets
POST   /datasets/:id/share                        write:sharing
POST   /datasets/:id/share/:share/end             write:sharing
POST   /datasets/:id/variants/picked              read:analyses
POST   /datasets/:id/versions/:version/restore    write:datasets
POST   /jobs/:id                                  write:datasets
POST   /jobs/:id/cancel                           write:datasets
POST   /jobs/:id/discard                          write:datasets
POST   /jobs/:id/retry                            write:datasets
POST   /mappings/:id                              write:datasets
POST   /mappings/:id/delete                       write:datasets
POST   /mappings/import                           write:datasets
POST   /profile                                   write:self
POST   /profile/confirm                           write:self
POST   /profile/email                             write:self
POST   /profile/password                          write:self
POST   /profile/second-factor                     write:self
POST   /profile/second-factor/activate            write:self
POST   /profile/second-factor/recovery-codes      write:self
POST   /profile/second-factor/remove              write:self
POST   /profile/sessions/:id/end                  write:self
POST   /profile/sign-out-everywhere               write:self
POST   /profile/tokens                            write:self
POST   /profile/tokens/:id/revoke                 write:self
POST   /profile/tokens/:id/rotate                 write:self
POST   /projects/:id/delete                       write:projects
POST   /projects/:id/edit                         write:projects
POST   /projects/:id/models/:model/delete         write:models
POST   /projects/:id/models/:model/edit           write:models
POST   /projects/:id/models/:model/scores         write:models
POST   /projects/:id/models/:model/versions/keep  write:models
POST   /projects/:id/models/:model/versions/new   write:models
POST   /projects/:id/models/keep                  write:models
POST   /projects/:id/models/new                   write:models
POST   /projects/:id/share                        write:sharing
POST   /projects/:id/share/:share/end             write:sharing
POST   /projects/new                              write:projects
POST   /sample                                    write:datasets
POST   /setup                                     public
POST   /sign-in                                   public
POST   /sign-in/code                              public
POST   /sign-out                                  write:self
POST   /uploads                                   write:datasets
POST   /uploads/:id                               write:datasets
POST   /uploads/:id/apart                         write:datasets
POST   /uploads/:id/cancel                        write:datasets
POST   /uploads/together                          write:datasets
POST   /welcome                                   public
POST   /workspace                                 write:self
PUT    /api/v1/admin/groups/:id                   admin:groups
PUT    /api/v1/admin/groups/:id/members/:user     admin:groups
PUT    /api/v1/admin/privacy                      admin:policies
PUT    /api/v1/admin/roles/:id                    admin:roles
PUT    /api/v1/admin/row-policies/:id             admin:policies
PUT    /api/v1/admin/schedules/:id                admin:schedules
PUT    /api/v1/admin/service-accounts/:id/roles   admin:tokens
PUT    /api/v1/admin/tenants/:id                  admin:tenants
PUT    /api/v1/admin/users/:id/roles              admin:users
PUT    /api/v1/admin/workspaces/:id               admin:workspaces
PUT    /api/v1/analysis/conformance/models/:id    write:models
PUT    /api/v1/analysis/conformance/rules/:id     write:rules
PUT    /api/v1/analysis/filters/presets/:id       write:presets
PUT    /api/v1/auth/me/email                      write:self
PUT    /api/v1/calendars/:id                      write:calendars
PUT    /api/v1/column-mappings/:id                write:datasets
PUT    /api/v1/data-designer/quality/rules/:qualityRule write:datasets
PUT    /api/v1/data-designer/quality/settings/:dataset write:datasets
PUT    /api/v1/projects/:id                       write:projects
PUT    /api/v1/projects/:id/datasets/:ds          write:datasets
PUT    /api/v1/projects/:id/datasets/:ds/load-policy write:datasets
PUT    /api/v1/uploads/:id/content                write:datasets
PUT    /api/v1/webhooks/:id                       admin:webhooks
PUT    /api/v1/webhooks/:id/state                 admin:webhooks
`;

test('every route with its permission', () => {
  // Files that ship with the program; nobody's data.
  const [assets, declared] = [
    house.routes.filter((r) => r.kind === 'asset'),
    house.routes.filter((r) => r.kind !== 'asset'),
  ];
  for (const { path, permission } of assets) expect([path.slice(0, 8), permission]).toEqual(['/public/', 'public']);
  const found = declared.map((r) => `${r.method.padEnd(6)} ${r.path.padEnd(42)} ${r.permission}`).sort();
  expect(found).toEqual(TABLE.trim().split('\n'));
  for (const { permission } of house.routes)
    expect(permission === 'public' || Object.hasOwn(PERMISSIONS, permission)).toBe(true);
});

test('a route that changes something is never open to those who may only read', () => {
  const computing = new Set([
    ...['/api/v1/analysis/calculators/execute', '/api/v1/analysis/filters/apply'],
    ...['/api/v1/analysis/discovery/process', '/api/v1/analysis/discovery/variants'],
    ...['/api/v1/analysis/discovery/dna', '/api/v1/analysis/conformance/check'],
    // A statement is recorded, and can only read.
    '/api/v1/analysis/sql',
    // Leads back to an address with one more filter.
    ...['/datasets/:id/filters', '/datasets/:id/variants/picked', '/datasets/:id/conformance/triage'],
    '/datasets/:id/models/settings',
    // Verifying is reading; that it was done is recorded.
    ...['/api/v1/admin/audit-logs/verify', '/admin/audit/chain/verify'],
    // A calculation in the background changes nothing but its owner's own list.
    ...['/api/v1/analyses', '/api/v1/analyses/:id'],
  ]);
  for (const { method, path, permission } of house.routes)
    if (method !== 'GET' && permission !== 'public' && !computing.has(path))
      expect(permission).not.toStartWith('read:');
});

test('the OpenAPI document tells exactly the routes of the API', async () => {
  const { openApiDocument } = await import('../../src/platform/http/openapi.ts');
  const { paths } = openApiDocument(house.routes, '0.1.0') as { paths: Record<string, Record<string, object>> };
  const told = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const declared = house.routes
    .filter((r) => r.kind === 'api' || r.kind === 'stream')
    .map((r) => `${r.method} ${r.path.replace(/:([A-Za-z]+)/g, '{$1}')}`);
  expect(told.sort()).toEqual(declared.sort());
  const ids = Object.values(paths).flatMap((operations) =>
    Object.values(operations).map((operation) => (operation as { operationId: string }).operationId),
  );
  expect(new Set(ids).size).toBe(ids.length);
});
