/** What a column can be to an event log. */
export const ROLES = [
  'case',
  'activity',
  'timestamp',
  'start',
  'resource',
  'lifecycle',
  'instance',
  'attribute',
] as const;
export type Role = (typeof ROLES)[number];

export interface RoleProposal {
  role: Exclude<Role, 'attribute'>;
  /** Position of the column, from 0. */
  position: number;
  /** 0 … 1; from 0.5 on good enough to be used without asking. */
  confidence: number;
  reason: string;
}

/** Names of the XES standard extensions, as they stand in CSV files that were made from logs. */
const STANDARD: Readonly<Record<string, RoleProposal['role']>> = {
  'case:concept:name': 'case',
  'concept:name': 'activity',
  'time:timestamp': 'timestamp',
  start_timestamp: 'start',
  'org:resource': 'resource',
  'lifecycle:transition': 'lifecycle',
  'concept:instance': 'instance',
};

/** Usual names, English and German, normalised by {@link plainName}; the better name of a role stands first. */
const COMMON: Readonly<Record<RoleProposal['role'], readonly string[]>> = {
  case: [
    ...['case id', 'caseid', 'case', 'case number', 'case no', 'case key', 'trace id', 'trace', 'process instance id'],
    ...['process instance', 'fall id', 'fallid', 'fall nr', 'fallnummer', 'fall', 'vorgangs id', 'vorgangsnummer'],
    ...[
      'vorgang',
      'aktenzeichen',
      'auftragsnummer',
      'belegnummer',
      'order id',
      'ticket id',
      'incident id',
      'sr number',
    ],
  ],
  activity: [
    ...['activity', 'activity name', 'activityname', 'event', 'event name', 'eventname', 'task', 'task name', 'action'],
    ...['aktivitat', 'aktivitaet', 'aktivitatsname', 'tatigkeit', 'taetigkeit', 'vorgangsschritt', 'prozessschritt'],
    ...['arbeitsschritt', 'schritt', 'ereignis', 'operation', 'step'],
  ],
  timestamp: [
    ...['timestamp', 'complete timestamp', 'completion timestamp', 'end timestamp', 'complete time', 'completion time'],
    ...['end time', 'endtime', 'finish time', 'event time', 'eventtime', 'date time', 'datetime', 'end date', 'time'],
    ...[
      'date',
      'zeitstempel',
      'zeitpunkt',
      'endzeitpunkt',
      'endzeit',
      'enddatum',
      'ereigniszeit',
      'ende',
      'datum',
      'zeit',
    ],
  ],
  start: [
    ...['start timestamp', 'start time', 'starttime', 'time start', 'begin timestamp', 'begin time', 'start date'],
    ...['startzeitpunkt', 'startzeit', 'startdatum', 'anfangszeit', 'beginn', 'start', 'begin'],
  ],
  resource: [
    ...['resource', 'user', 'username', 'user name', 'user id', 'originator', 'performer', 'employee', 'agent'],
    ...['ressource', 'bearbeiter', 'sachbearbeiter', 'mitarbeiter', 'benutzer'],
  ],
  lifecycle: ['lifecycle', 'lifecycle transition', 'transition', 'event type', 'eventtype', 'lebenszyklus'],
  instance: ['activity instance', 'activity instance id', 'event instance', 'instance id'],
};

/** What cases are usually about: alone, or as the thing whose number the column holds, as `order_no` and `Ticketnummer`. */
const MATTERS = [
  /^(order|ticket|incident|invoice|claim|auftrag|bestellung|vorfall|schadensfall)$/,
  /^((purchase|sales) ?)?(order|request|ticket|incident|invoice|claim|loan|application|patient|shipment|delivery) ?(id|no|nr|key|num|number)$/,
  /^(auftrags?|bestell|rechnungs?|antrags?|ticket|schaden|schadens|vorfall|patienten|liefer|vertrags?) ?(id|nr|no|nummer)$/,
];

/** Lower case, no marks over letters, separators as one space: `Case_ID` and `case-id` are the same name. */
export const plainName = (name: string) =>
  name
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[\s_\-.:/]+/g, ' ')
    .trim();

/**
 * Which column plays which role, by name alone; at most one column a role, one role a column, and the names of the XES
 * standard win. `isTime[i]` says whether the sample of column i reads as dates: a time role without dates loses confidence.
 */
export function proposeRoles(names: readonly string[], isTime: readonly boolean[]): RoleProposal[] {
  const all = names.flatMap((name, position) => candidates(name, position, isTime[position]!));
  all.sort((a, b) => b.confidence - a.confidence || a.position - b.position);
  const chosen: RoleProposal[] = [];
  for (const one of all) {
    if (!chosen.some((c) => c.role === one.role || c.position === one.position)) chosen.push(one);
  }
  return startAlone(byContent(chosen, isTime), isTime);
}

function candidates(name: string, position: number, time: boolean): RoleProposal[] {
  const standard = STANDARD[name.trim()];
  const found: RoleProposal[] = [];
  const add = (role: RoleProposal['role'], confidence: number, reason: string) => {
    const dated = role !== 'timestamp' && role !== 'start' ? confidence : time ? confidence : confidence * 0.4;
    found.push({ role, position, confidence: dated, reason });
  };
  if (standard) add(standard, 1, `"${name}" is the XES name of this role`);
  if (name.startsWith('case:')) return found;
  const plain = plainName(name);
  const squeezed = plain.replaceAll(' ', '');
  for (const [role, list] of Object.entries(COMMON) as [RoleProposal['role'], readonly string[]][]) {
    const rank = list.findIndex((common) => common === plain || common.replaceAll(' ', '') === squeezed);
    if (rank >= 0) add(role, 0.9 - 0.3 * (rank / list.length), `"${name}" is a usual name for this role`);
  }
  if (/\bcase\b.*\b(id|no|nr|key|number)\b/.test(plain)) add('case', 0.55, `"${name}" speaks of a case`);
  else if (MATTERS.some((matter) => matter.test(plain))) add('case', 0.5, `"${name}" speaks of a case`);
  if (/\bactivity\b/.test(plain)) add('activity', 0.5, `"${name}" speaks of an activity`);
  return found;
}

/** Without a name for it, the only column of dates is the timestamp. */
function byContent(chosen: RoleProposal[], isTime: readonly boolean[]): RoleProposal[] {
  const known = chosen.some((c) => (c.role === 'timestamp' || c.role === 'start') && c.confidence >= 0.5);
  const free = isTime.flatMap((time, i) => (time && !chosen.some((c) => c.position === i) ? [i] : []));
  if (known || free.length !== 1) return chosen;
  const rest = chosen.filter((c) => c.role !== 'timestamp');
  return [...rest, { role: 'timestamp', position: free[0]!, confidence: 0.6, reason: 'the only column of dates' }];
}

/** A start without an end is the event's time. */
function startAlone(chosen: RoleProposal[], isTime: readonly boolean[]): RoleProposal[] {
  const start = chosen.find((c) => c.role === 'start');
  if (!start || !isTime[start.position] || chosen.some((c) => c.role === 'timestamp' && c.confidence >= 0.5))
    return chosen;
  const reason = 'the only time of the event';
  return [...chosen.filter((c) => c !== start && c.role !== 'timestamp'), { ...start, role: 'timestamp', reason }];
}
