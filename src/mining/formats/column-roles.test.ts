import { expect, test } from 'bun:test';
import { proposeRoles } from './column-roles.ts';

const caseAmong = (...names: string[]) => {
  const found = proposeRoles(
    names,
    names.map((name) => name === 'time'),
  ).find(({ role }) => role === 'case');
  return found ? names[found.position] : null;
};

test.each([
  ...['order', 'order_no', 'OrderNumber', 'purchase order no', 'Ticket', 'claim-id', 'Incident ID', 'loan_number'],
  ...['Auftrag', 'Auftragsnr', 'Bestellnummer', 'Rechnungs-Nr', 'Antragsnummer', 'Patienten ID', 'Schadennummer'],
])('"%s" is the case where nothing says so better', (name) => {
  expect(caseAmong('step', name, 'time')).toBe(name);
  expect(caseAmong('step', name, 'time', 'case_id')).toBe('case_id');
});

test.each(['order value', 'ordered by', 'request', 'application', 'ticket type', 'bestellt von', 'patient'])(
  '"%s" is no case',
  (name) => {
    expect(caseAmong('step', name, 'time')).toBeNull();
  },
);
