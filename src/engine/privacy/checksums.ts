/** ISO 13616: letters as two digits, the first four signs at the end, and the whole leaves 1 when divided by 97. */
export function isIban(text: string): boolean {
  const iban = text.replaceAll(/[\s-]/g, '').toUpperCase();
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban)) return false;
  let rest = 0;
  for (const sign of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(sign, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

/** A payment card: 13 to 19 digits of a known issuer's range, with the check digit of Luhn (ISO/IEC 7812). */
export function isCard(text: string): boolean {
  const digits = text.replaceAll(/[\s-]/g, '');
  if (!/^(?:4|5[1-5]|2[2-7]|3[47]|3[068]|6)\d{11,17}$/.test(digits)) return false;
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 1 ? 2 * digit : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
