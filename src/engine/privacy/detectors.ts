import { isCard, isIban } from './checksums.ts';
import { GIVEN_NAMES } from './given-names.ts';
import { nationalShare } from './national-ids.ts';

export const PERSONAL_KINDS = [
  ...['email', 'phone', 'iban', 'card', 'national-id', 'ip', 'name', 'account', 'address'],
  ...['birth-date', 'age', 'postal-code', 'place', 'gender', 'nationality', 'free-text', 'health', 'belief', 'income'],
] as const;
export type PersonalKind = (typeof PERSONAL_KINDS)[number];

/** How a column is recognised that says something of people. */
export interface Detector {
  readonly kind: PersonalKind;
  readonly class: 'direct' | 'quasi' | 'sensitive';
  /** Words of the header, in parts of small letters (`birth date`). */
  readonly header: RegExp;
  /** Share of the values that look so; null: only the header can tell. */
  readonly share: ((values: readonly string[], named: boolean) => number) | null;
  /** The values speak for themselves, whatever the header says. */
  readonly sure: boolean;
}

const each =
  (looksSo: (text: string) => boolean) =>
  (values: readonly string[]): number =>
    values.filter(looksSo).length / values.length;
const like = (pattern: RegExp) => each((text) => pattern.test(text.trim()));

const PHONE = /^(?:\+|00)?[\d()\s./-]{7,22}$/;
const isPhone = (text: string) => {
  const digits = text.replaceAll(/\D/g, '').length;
  return PHONE.test(text.trim()) && digits >= 7 && digits <= 15;
};
/** An international number is written as nothing else is. */
const isWorldPhone = (text: string) =>
  isPhone(text) && /^(?:\+|00)[1-9]/.test(text.trim()) && /[\s()/-]|^\+/.test(text.trim());

const isIpv4 = (text: string) =>
  /^(?:\d{1,3}\.){3}\d{1,3}$/.test(text) && text.split('.').every((part) => Number(part) <= 255);
const isIpv6 = (text: string) =>
  /^[0-9a-f:]{3,39}$/i.test(text) && /:.*:/.test(text) && !/^\d{1,2}:\d{2}:\d{2}$/.test(text);

const WORD = /^\p{Lu}[\p{Ll}'’-]+$/u;
const isName = (text: string) => {
  const words = text.replaceAll(/[,.]/g, ' ').trim().split(/\s+/);
  return words.length <= 4 && words.every((w) => WORD.test(w)) && words.some((w) => GIVEN_NAMES.has(w.toLowerCase()));
};

const YEAR_OF_BIRTH = /(?:^|\D)(?:19[0-9]{2}|20[0-1]\d)(?:\D|$)/;
const isLong = (text: string) => text.length > 40 && text.split(/\s+/).length >= 6;

/** The first one that fits best is proposed. */
export const DETECTORS: readonly Detector[] = [
  direct('email', /\be ?mail\b|\bmail\b/, like(/^[^\s@]+@[^\s@]+\.[a-z]{2,}$/i), true),
  direct('iban', /\biban\b|\bbank account\b|\bkonto(?:nummer)?\b/, each(isIban), true),
  direct('card', /\bcredit ?card\b|\bcard (?:no|number)\b|\bkreditkarte/, each(isCard), true),
  direct(
    'national-id',
    /\bssn\b|\bbsn\b|\bdni\b|\bnie\b|\btax id\b|\bsteuer ?id|\bsozialversicherung|\bsocial security\b|\bnational id\b|\bpersonalausweis|\bpassport\b|\bpesel\b|\bnino\b|\bcpr\b/,
    nationalShare,
    true,
  ),
  direct(
    'ip',
    /\bip\b|\bip ?address\b/,
    each((text) => isIpv4(text) || isIpv6(text)),
    true,
  ),
  direct(
    'phone',
    /\bphone\b|\btel(?:efon|ephone)?\b|\bmobile\b|\bmobil\b|\bfax\b|\bhandy\b/,
    (values, named) => each(named ? isPhone : isWorldPhone)(values),
    true,
  ),
  direct(
    'name',
    /\b(?:first|last|given|family|full|sur|vor|nach|customer|patient|employee|person|client|kunden|mitarbeiter)[ -]?name\b|\bname of (?:person|customer|patient)\b|\bpatient\b/,
    each(isName),
    true,
  ),
  direct(
    'account',
    /\bresource\b|\buser(?: ?name| ?id)?\b|\blogin\b|\bemployee(?: id| no| number)?\b|\bperson(?:al)? ?(?:id|no|number|nummer)\b|\bmitarbeiter\b|\bbearbeiter\b|\bclerk\b|\bcustomer ?(?:id|no|number)\b|\bkunden ?(?:nr|nummer|id)\b|\bpatient ?(?:id|no)\b|\binsurance (?:no|number)\b/,
    null,
    false,
  ),
  direct(
    'address',
    /\bstreet\b|\bstra(?:ss|ß)e\b|\baddress\b|\banschrift\b|\badresse\b|\bhouse (?:no|number)\b/,
    null,
    false,
  ),
  quasi(
    'birth-date',
    /\b(?:date of )?birth(?: ?date| ?day| ?year)?\b|\bdob\b|\bgeburts ?(?:datum|tag|jahr)\b|\bborn\b/,
    like(YEAR_OF_BIRTH),
  ),
  quasi('age', /\bage\b|\balter\b/, like(/^\d{1,3}$/)),
  quasi(
    'postal-code',
    /\b(?:post(?:al)?|zip) ?code\b|\bpostcode\b|\bplz\b|\bpostleitzahl\b|\bzip\b/,
    like(/^[A-Z]{0,2}-?\d{3,5}(?:[ -]?[0-9A-Z]{2,4})?$|^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$/i),
  ),
  quasi('place', /\bcity\b|\btown\b|\bort\b|\bwohnort\b|\bstadt\b|\bgemeinde\b|\bdistrict\b/, null),
  quasi('gender', /\bgender\b|\bsex\b|\bgeschlecht\b/, null),
  quasi(
    'nationality',
    /\bnationality\b|\bcitizenship\b|\bstaatsangeh[oö]rigkeit\b|\bcountry of birth\b|\bmarital(?: status)?\b|\bfamilienstand\b/,
    null,
  ),
  sensitive(
    'health',
    /\bdiagnos(?:is|e|es|tic code)\b|\bicd\b|\bdisease\b|\bmedication\b|\btreatment code\b|\bblood\b|\bkrank(?:heit|meldung)/,
    null,
  ),
  sensitive('belief', /\breligion\b|\bethnicity\b|\brace\b|\bunion member\b|\bgewerkschaft\b|\bkonfession\b/, null),
  sensitive('income', /\bsalary\b|\bincome\b|\bgehalt\b|\beinkommen\b|\bcredit ?score\b|\bschufa\b/, null),
  {
    kind: 'free-text',
    class: 'sensitive',
    header: /\bcomments?\b|\bnotes?\b|\bremarks?\b|\bbemerkung(?:en)?\b|\bfree text\b|\bfreitext\b/,
    share: each(isLong),
    sure: true,
  },
];

function direct(kind: PersonalKind, header: RegExp, share: Detector['share'], sure: boolean): Detector {
  return { kind, class: 'direct', header, share, sure };
}
function quasi(kind: PersonalKind, header: RegExp, share: Detector['share']): Detector {
  return { kind, class: 'quasi', header, share, sure: false };
}
function sensitive(kind: PersonalKind, header: RegExp, share: Detector['share']): Detector {
  return { kind, class: 'sensitive', header, share, sure: false };
}
