// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are sources
/** How sentences that name something are found in the source, as keys of the catalogue. */
import { expect, test } from 'bun:test';
import { sentencesOf } from '../../scripts/texts/sentences.ts';

test.each([
  ["new AppError('invalid', 'x.y', `${server} has no ${what}.`)", '{server} has no {what}.'],
  ["invalid('x.y', `${this.#server} at ${settings.region}: ${this.host}`)", '{server} at {region}: {host}'],
  ['invalid(CODE, `At most ${Math.floor(n / 2)} of ${f({ a: `${n}` })}.`)', 'At most {value} of {value2}.'],
  ['english(`It\\`s ${a} and ${b.a}.`)', 'It`s {a} and {a2}.'],
])('%s', (source, key) => {
  expect(sentencesOf(source)).toEqual([key]);
});

test('nothing else is taken for one', () => {
  expect(sentencesOf("log(`${a}`); invalid('x.y', 'plain'); const english = `${b}`;")).toEqual([]);
});
