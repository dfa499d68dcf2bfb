import { expect, test } from 'bun:test';
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { sharedData } from '../../../tests/shared-data.ts';
import { seededNumbers } from '../log/random-log.ts';
import { NetLanguage } from '../model/net-language.ts';
import type { PetriNet } from '../model/petri-net.ts';
import { activity, treeText } from '../model/process-tree.ts';
import { randomTree } from '../model/random-tree.ts';
import { canonicalTree } from '../model/reduce-tree.ts';
import { checkSoundness } from '../model/soundness.ts';
import { compareLanguages, labelsOf } from '../model/tree-language.ts';
import { treeToNet } from '../model/tree-to-net.ts';
import { readPnml } from './pnml-read.ts';
import { writePnml } from './pnml-write.ts';
import { readPtml, writePtml } from './ptml.ts';
import { parseTreeText } from './tree-text.ts';

const numRuns = Number(process.env.LAW_RUNS ?? 150);
const utf8 = (text: string) => new TextEncoder().encode(text);
const file = (name: string) => readFileSync(sharedData(`models/${name}`));
const canonical = (bytes: Uint8Array) => treeText(canonicalTree(readPtml(bytes)));

test('PTML of ProM and of another writer', () => {
  expect(treeText(readPtml(file('running-example.ptml')))).toBe(
    "->( 'register request', *( ->( +( 'check ticket', X( 'examine casually', 'examine thoroughly' ) ), 'decide' ), 'reinitiate request' ), X( 'pay compensation', 'reject request' ) )",
  );
  expect(treeText(readPtml(file('tree_ex_with_loops.ptml')))).toBe(
    "->( *( 'h', 'i' ), +( 'a', 'b', X( 'c', 'd' ) ), +( 'd', 'e', +( 'f', 'g' ) ) )",
  );
  expect(treeText(readPtml(file('imf/running-example.ptml')))).toBe(
    "->( 'register request', *( ->( +( 'check ticket', X( 'examine thoroughly', 'examine casually' ) ), 'decide' ), 'reinitiate request' ), X( 'reject request', 'pay compensation' ) )",
  );
});

test('every tree beside the checkout is written and read again as the same language', () => {
  const names = readdirSync(sharedData('trees')).map((name) => `../trees/${name}`);
  for (const name of [
    ...names,
    ...readdirSync(sharedData('models/imf'))
      .filter((n) => n.endsWith('.ptml'))
      .map((n) => `imf/${n}`),
  ])
    expect([name, canonical(utf8(writePtml(readPtml(file(name)))))]).toEqual([name, canonical(file(name))]);
});

test('the PNML of a net and the PTML of its tree say the same', () => {
  // The tree's language up to a length against the net's, both as they come from the files.
  for (const name of ['running-example', 'bpic13-incidents', 'roadtraffic']) {
    const { net, notes } = readPnml(file(`imf/${name}.pnml`));
    const tree = readPtml(file(`imf/${name}.ptml`));
    const length = name === 'running-example' ? 10 : 3;
    const [ofNet, ofTree] = [net, treeToNet(tree)].map((n) =>
      new NetLanguage(n, { mostMarkings: 1e6 }).tracesUpTo(length),
    );
    expect([name, notes, ofNet!.length > 0]).toEqual([name, [], true]);
    expect(ofNet).toEqual(ofTree!);
  }
});

/** Places, transitions, silent ones, arcs, marked places, final markings, notes: counted in the files with grep. */
const SHAPES = {
  ex1: [8, 5, 0, 14, 1, 1, 0],
  ex2: [10, 9, 0, 22, 1, 1, 0],
  receipt_one_variant: [6, 5, 0, 10, 1, 1, 0],
  roadtraffic: [29, 34, 23, 84, 1, 1, 0],
  'running-example': [9, 10, 2, 22, 1, 1, 0],
  'a12/a12': [14, 14, 2, 30, 1, 1, 0],
  'a22/a22': [28, 30, 8, 66, 1, 1, 0],
  'imf/bpic12': [41, 64, 40, 140, 1, 1, 0],
};

test('PNML as several tools write it', () => {
  const found = [
    'ex1',
    'ex2',
    'receipt_one_variant',
    'roadtraffic',
    'running-example',
    'a12/a12',
    'a22/a22',
    'imf/bpic12',
  ];
  const read = found.map((name) => readPnml(file(`${name}.pnml`)));
  const shape = ({ net, notes }: (typeof read)[0]) => {
    const silent = net.transitions.filter((t) => t.label === null).length;
    return [
      net.places.length,
      net.transitions.length,
      silent,
      net.arcs.length,
      net.initial.length,
      net.final.length,
      notes.length,
    ];
  };
  expect(Object.fromEntries(read.map((r, i) => [found[i], shape(r)]))).toEqual(SHAPES);
  // ProM's own nets of its trees are workflow nets, and sound.
  for (const i of [4, 5, 6, 7])
    expect([found[i], checkSoundness(read[i]!.net, 20_000).findings]).toEqual([found[i], []]);
});

const plain = ({ places, transitions, arcs, initial, final }: PetriNet) => ({
  places,
  transitions,
  arcs,
  initial,
  final,
});

test('export ∘ import = identity, for nets and trees', () =>
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const labels = ['a', "it's", 'Prüfen & "zahlen"', '<決定>', ' 💶 ', '', 'two\nlines\ttab'];
      const given = randomTree(seededNumbers(seed), { labels });
      expect(parseTreeText(treeText(given))).toEqual(given);
      expect(canonical(utf8(writePtml(given)))).toBe(treeText(canonicalTree(given)));
      const named = randomTree(seededNumbers(seed), { labels: labels.filter((l) => l.trim() === l && l !== '') });
      const net = treeToNet(named);
      const { net: again, notes } = readPnml(utf8(writePnml(net)));
      expect([notes, plain(again)]).toEqual([[], plain(net)]);
    }),
    { seed: 5, numRuns },
  ));

const pnml = (inside: string, behind = '') =>
  utf8(`<pnml><net id="n"><page id="g">${inside}</page>${behind}</net></pnml>`);
const SMALL =
  '<place id="p"><initialMarking><text>2</text></initialMarking></place><place id="q"/><transition id="t"><name><text>a</text></name></transition><arc id="x" source="p" target="t"><inscription><text>2</text></inscription></arc><arc id="y" source="t" target="q"/>';

test('pages, references, weights, markings that are missing', () => {
  const { net, notes } = readPnml(pnml(SMALL));
  expect(net.arcs.map((arc) => [arc.kind, arc.weight])).toEqual([
    ['input', 2],
    ['output', 1],
  ]);
  expect([net.initial, net.final]).toEqual([[[0, 2]], [[[1, 1]]]]);
  expect(notes).toEqual(['The file gives no final marking; one token in the sink place "q" was taken.']);
  const paged = readPnml(
    pnml(
      `<page id="h"><place id="q"/></page><place id="p"/><transition id="t"/><referencePlace id="r" ref="q"/><arc id="x" source="p" target="t"/><arc id="y" source="t" target="r"/>`,
      '<finalmarkings><marking><place idref="p"><text>0</text></place><place idref="r"><text>1</text></place></marking></finalmarkings>',
    ),
  );
  expect(paged.net.arcs.map((arc) => arc.place)).toEqual([1, 0]);
  expect([paged.net.initial, paged.net.final, paged.net.transitions]).toEqual([
    [[1, 1]],
    [[[0, 1]]],
    [{ id: 't', label: null }],
  ]);
  expect(paged.notes).toEqual([
    'The transition "t" has no name and was taken as silent.',
    'The file gives no initial marking; one token in the source place "p" was taken.',
  ]);
  const open = readPnml(pnml(`${SMALL}<place id="z"/>`));
  expect([open.net.final, open.notes.at(-1)]).toEqual([
    ...[[], 'The file gives no final marking, and the net is no workflow net: no run can be said to end.'],
  ]);
  const weighed = readPnml(utf8(writePnml(net))).net;
  expect(plain(weighed)).toEqual(plain(net));
});

const tree = (inside: string, root = 'r') =>
  utf8(`<ptml><processTree id="x" name="" root="${root}">${inside}</processTree></ptml>`);
const link = (from: string, to: string) => `<parentsNode id="${from}${to}" sourceId="${from}" targetId="${to}"/>`;

const doubling = `${Array.from({ length: 20 }, (_, i) => {
  const [from, to] = [`${i || 'r'}`, `${i + 1}`];
  return `<and id="${from}"/>${link(from, to)}${link(from, to).replace(' id="', ' id="again ')}`;
}).join('')}<manualTask id="20" name="a"/>`;

test('broken and hostile files are refused by name, quickly', () => {
  const cases: [() => unknown, RegExp][] = [
    [() => readPnml(utf8('<pnml><net id="n">')), /not well-formed XML/],
    [() => readPnml(utf8('<!DOCTYPE pnml [<!ENTITY x "y">]><pnml/>')), /document type declaration/],
    [() => readPnml(utf8('<?xml version="1.0"?><!-- a --><!DOCTYPE pnml><pnml/>')), /document type declaration/],
    [() => readPnml(utf8('<bpmn/>')), /begins with <bpmn>/],
    [() => readPnml(utf8(`<pnml>${'<page>'.repeat(100_000)}${'</page>'.repeat(100_000)}</pnml>`)), /nested/],
    [() => readPnml(utf8(`<pnml>${'<page>'.repeat(300)}${'</page>'.repeat(300)}</pnml>`)), /deeper than 200/],
    [() => readPnml(pnml('<place id="p"/><place id="p"/>')), /have the id "p"/],
    [() => readPnml(pnml('<place/>')), /has no id/],
    [
      () => readPnml(pnml('<place id="p"/><place id="q"/><arc id="a" source="p" target="q"/>')),
      /from a place to a place/,
    ],
    [() => readPnml(pnml('<place id="p"/><arc id="a" source="p" target="z"/>')), /names "z"/],
    [
      () =>
        readPnml(
          pnml(
            '<referencePlace id="a" ref="b"/><referencePlace id="b" ref="a"/><transition id="t"/><arc id="x" source="a" target="t"/>',
          ),
        ),
      /names "a"/,
    ],
    [() => readPnml(pnml('<place id="p"><initialMarking><text>many</text></initialMarking></place>')), /"many"/],
    [
      () =>
        readPnml(pnml(`${SMALL.replace('</inscription>', '</inscription><arctype><text>inhibitor</text></arctype>')}`)),
      /"inhibitor"/,
    ],
    [() => readPnml(pnml(SMALL.replace('<text>2</text></inscription>', '<text>0</text></inscription>'))), /weight 0/],
    [
      () =>
        readPnml(
          pnml(SMALL, '<finalmarkings><marking><place idref="t"><text>1</text></place></marking></finalmarkings>'),
        ),
      /is a transition/,
    ],
    [() => readPtml(tree(`<and id="r"/>${link('r', 'r')}`)), /below itself/],
    [() => readPtml(tree(`<and id="r"/>`)), /no children/],
    [() => readPtml(tree(`<and id="r"/>${link('r', 'z')}`)), /"z"/],
    [() => readPtml(tree(`<timeOut id="r"/>`)), /<timeOut>/],
    [() => readPtml(tree(`<toString id="r"/>`)), /<toString>/],
    [() => readPtml(tree('', 'q')), /"q"/],
    [() => readPtml(utf8('<pnml/>')), /no PTML file/],
    // Forty links that stand for 2^20 leaves.
    [() => readPtml(tree(doubling)), /more than 100,000/],
    [() => parseTreeText("->( 'a', "), /character/],
    [() => parseTreeText("->( 'a' ) x"), /behind its end/],
    [() => parseTreeText('->()'), /is due/],
    [() => parseTreeText(`${'X('.repeat(5_000)}'a'${')'.repeat(5_000)}`), /nested deeper/],
    [() => parseTreeText("Y( 'a' )"), /operator/],
  ];
  for (const [read, message] of cases) expect(read).toThrow(message);
});

test('text of a tree', () => {
  expect(parseTreeText(" X('it''s',tau , *( 'b',τ) )")).toEqual(parseTreeText("X( 'it''s', tau, *( 'b', tau ) )"));
  expect(labelsOf(parseTreeText("O( 'it''s' )"))).toEqual(["it's"]);
  expect(parseTreeText("'a'")).toEqual(activity('a'));
  expect(
    compareLanguages(parseTreeText("+( 'a', 'b' )"), parseTreeText("X( ->( 'a', 'b' ), ->( 'b', 'a' ) )")).verdict,
  ).toBe('equal');
});
