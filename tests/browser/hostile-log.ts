/** Names as nobody should have to meet them; each is data, and is shown as it is. */
export const HOSTILE_NAMES: readonly string[] = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'-alert(1)-'",
  '</title></textarea><svg onload=alert(1)>',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is data
  '{{7*7}} ${7*7} #{7*7}',
  '<%= 1 %><%~ 1 %>',
  'javascript:alert(1)',
  '__proto__',
  'constructor',
  'W'.repeat(300),
  `right \u202eto left\u202c again`,
  'nothing\u200b\u200bbetween\u2060words\ufeff',
  'a\u0001b\u001fc\u2400',
  '👩‍👩‍👧‍👦🧪 é e\u0301 ﷽',
  '-2+3+cmd|calc!A0',
  '../../etc/passwd?a=b&c=d#e %00%2e',
];

const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** As many cases as names: the k-th goes through all activities, from the k-th on; every name is also a column and its value. */
export function hostileCsv(): string {
  const names = HOSTILE_NAMES;
  const lines = [['case', 'activity', 'time', 'resource', ...names].map(cell).join(',')];
  names.forEach((caseId, k) => {
    names.forEach((_, i) => {
      const time = new Date(Date.UTC(2024, 0, 1 + k, 8, i)).toISOString();
      const row = [
        caseId,
        names[(k + i) % names.length]!,
        time,
        names[k]!,
        ...names.map((name) => `${name} = ${k % 3}`),
      ];
      lines.push(row.map(cell).join(','));
    });
  });
  return `${lines.join('\n')}\n`;
}
