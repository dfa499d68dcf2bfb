/** What faults say in English is said in German, whatever it names: as plug-ins, children and the database give it. */
import { expect, test } from 'bun:test';
import { notThere, signInRefused } from '#sdk';
import { Sentences } from './sentences.ts';
import { textsIn } from './texts.ts';

const { t } = textsIn('de');

test('a sentence of a fault that names something is found again', () => {
  expect(t(signInRefused('PostgreSQL at db.corp:5432', 'password authentication failed').message)).toBe(
    'PostgreSQL auf db.corp:5432 verweigert die Anmeldung: password authentication failed. Berichtigen Sie Namen und Geheimnis.',
  );
  expect(t(notThere('The folder "/srv/exports"', 'file "a.csv"').message)).toBe(
    'Der Ordner „/srv/exports“ hat dies nicht: Datei „a.csv“. Wählen Sie erneut.',
  );
  expect(t('17 files can be read.')).toBe('17 Dateien lassen sich lesen.');
  expect(textsIn('en').t('17 files can be read.')).toBe('17 files can be read.');
});

test('a sentence within a sentence is found, too; what nobody translated stays as it is', () => {
  const difference = '"b.csv" cannot be read as one with "a.csv": it lacks "cost", and it has "costs" besides.';
  expect(t(`"x.csv" is read by itself: ${difference}`)).toBe(
    '„x.csv“ wird für sich gelesen: „b.csv“ lässt sich nicht mit „a.csv“ als eines lesen: ihr fehlt "cost", und sie hat außerdem "costs".',
  );
  for (const said of ['PostgreSQL 15.4', 'The driver of a customer says something.', '']) expect(t(said)).toBe(said);
});

test('the sentence that says most is meant, and what a name holds is not looked into for names', () => {
  const known = new Sentences([
    '{server} ended the statement: {message}.',
    '{server} ended the statement: it took long.',
  ]);
  expect(known.find('DB ended the statement: it took long.')).toEqual({
    english: '{server} ended the statement: it took long.',
    values: { server: 'DB' },
  });
  const values = { server: 'DB', message: '{server} ended the statement: x' };
  expect(known.find('DB ended the statement: {server} ended the statement: x.')?.values).toEqual(values);
});

test('a short text of signs is no sentence, and a long one is given up', () => {
  expect(new Sentences(['{a}: {b}.', '{n} rows']).find('Orders: none.')).toBeNull();
  const known = new Sentences(['{server} answers what cannot be understood: {said}. Is it the right port?']);
  const said = 'x'.repeat(100_000);
  expect(known.find(`DB answers what cannot be understood: ${said}. Is it the right port?`)).toBeNull();
});
