import { sql } from '#sdk';
import type { Appliance } from '../example-appliance.ts';
import type { Recipe } from './recipe.ts';

export const INBOX = '/api/v1/inbox';
export const ALL_WAYS = {
  load: 'inbox',
  job: 'none',
  share: 'inbox',
  quality: 'inbox',
  schema: 'inbox',
  webhook: 'inbox',
};

/** An entry in the inbox of this person; gives its id. */
export function plantEntry({ db, newId, clock }: Appliance, tenant: string, login: string, name = 'Receipt'): string {
  const id = newId();
  db.run(sql`insert into inbox_entries (id, tenant_id, user_id, event_id, kind, facts, link, created_at)
    select ${id}, tenant_id, id, ${newId()}, 'load', ${JSON.stringify({ form: 'loaded', name })}, '/datasets/x', ${clock.now()}
    from users where tenant_id = ${tenant} and login = ${login}`);
  return id;
}

const planted = (house: Appliance) => plantEntry(house, house.home.tenant.id, 'ann');

/** Mail to Ann is paused. */
function pauseMail({ db, clock, home }: Appliance): void {
  const tenant = home.tenant.id;
  db.run(sql`update users set email = 'gone@corp.example' where tenant_id = ${tenant} and login = 'ann'`);
  db.run(
    sql`insert into mail_pauses (tenant_id, address, paused_at) values (${tenant}, 'gone@corp.example', ${clock.now()})`,
  );
}

/** How each route about the inbox that changes something is called rightly. */
export const INBOX_RECIPES: Record<string, Recipe> = {
  [`POST ${INBOX}/read`]: (_, ann) => ann.post(`${INBOX}/read`, {}),
  [`DELETE ${INBOX}/:id`]: (house, ann) => ann.delete(`${INBOX}/${planted(house)}`),
  [`PUT ${INBOX}/preferences`]: (_, ann) => ann.put(`${INBOX}/preferences`, ALL_WAYS),
  [`POST ${INBOX}/email/resume`]: (house, ann) => {
    pauseMail(house);
    return ann.post(`${INBOX}/email/resume`);
  },
  'POST /inbox/email/resume': (house, ann) => {
    pauseMail(house);
    return ann.submit('/inbox/email/resume');
  },
  'POST /inbox/read': (house, ann) => ann.submit('/inbox/read', { id: planted(house) }),
  'POST /inbox/:id/delete': (house, ann) => ann.submit(`/inbox/${planted(house)}/delete`),
  'POST /inbox/preferences': (_, ann) => ann.submit('/inbox/preferences', ALL_WAYS),
};
