import { stdnum } from 'stdnum';

interface NationalId {
  readonly country: string;
  /** The number holds a check digit, so that values alone can speak. */
  readonly checked: boolean;
  readonly isValid: (text: string) => boolean;
}

const { AT, BE, CH, DE, DK, ES, FI, FR, GB, IT, NL, PL, PT, SE, US } = stdnum;

const id = (
  country: string,
  { validate }: { validate(text: string): { isValid: boolean } },
  checked = true,
): NationalId => ({
  ...{ country, checked },
  isValid: (text) => validate(text).isValid,
});

/** Numbers by which states know people: tax, insurance and identity. */
const NATIONAL_IDS: readonly NationalId[] = [
  ...[id('DE', DE!.idnr!), id('DE', DE!.svnr!), id('AT', AT!.vnr!), id('CH', CH!.ssn!), id('NL', NL!.bsn!)],
  ...[id('BE', BE!.nn!), id('FR', FR!.nir!), id('ES', ES!.dni!), id('ES', ES!.nie!), id('IT', IT!.codicefiscale!)],
  ...[id('PT', PT!.cc!), id('PL', PL!.pesel!), id('SE', SE!.personnummer!), id('FI', FI!.hetu!)],
  ...[id('DK', DK!.cpr!, false), id('GB', GB!.nino!, false), id('US', US!.ssn!, false)],
];

const PLAUSIBLE = /^[0-9A-Za-z][0-9A-Za-z .\-/+]{6,24}$/;

/** The share of the values that are numbers of one country, the best one; by check digits alone, or where a header speaks for it. */
export function nationalShare(values: readonly string[], named: boolean): number {
  const plausible = values.filter((value) => /\d{3}/.test(value) && PLAUSIBLE.test(value));
  if (plausible.length < values.length / 2) return 0;
  const shares = NATIONAL_IDS.filter(({ checked }) => checked || named).map(
    ({ isValid }) => plausible.filter(isValid).length / values.length,
  );
  return Math.max(...shares);
}
