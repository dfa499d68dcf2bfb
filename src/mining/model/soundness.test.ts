import { expect, test } from 'bun:test';
import { netOf } from './example-nets.ts';
import { checkSoundness, workflowStructure } from './soundness.ts';

const verdict = (...flows: string[]) => {
  const { verdict: is, findings } = checkSoundness(netOf(flows));
  return [is, ...findings];
};

test('sound, and each way not to be', () => {
  expect(verdict('i a p', 'p b o')).toEqual(['sound']);
  expect(verdict('i s p q', 'p a r', 'q b t', 'r,t j o')).toEqual(['sound']);
  // A choice that a join waits for.
  expect(verdict('i a p', 'i b q', 'p,q j o')[0]).toBe('unsound');
  expect(verdict('i a p', 'i b q', 'p,q j o')[1]).toMatch(/stuck with tokens in "p"/);
  // A split that a merge takes apart.
  expect(verdict('i s p q', 'p a o', 'q b o')).toEqual(['unsound', 'It can end with tokens left over, as in "q".']);
  // b waits for what only c gives, and c for what only b gives.
  expect(verdict('i a o', 'i,p b q', 'q c p o')).toContain('"b", "c" are dead: no run ever gets there.');
  expect(verdict('i a p', 'p b p q', 'p c r', 'q,r d o')[1]).toMatch(/unbounded: tokens pile up in "q"/);
  // Once in the ring, never out.
  expect(verdict('i a p', 'p b q', 'q c p', 'i d o', 'p,x e o', 'i f x y', 'y,x g o').at(0)).toBe('unsound');
});

test('livelock: every marking goes on, and some never end', () => {
  // After k the ring of p and q turns for ever: w waits for y, which only b gives.
  const found = verdict('i a p v', 'p l q', 'q m p', 'p,v d o', 'v k w', 'i b w y', 'w,y h o');
  expect(found).toEqual(['unsound', 'From 2 of 7 markings no final marking can be reached.']);
});

test('structure', () => {
  const { source, sink, findings } = workflowStructure(netOf(['i a p', 'p b o', 'o c z', 'w d z']));
  expect([source, sink, findings]).toEqual([null, 3, ['It has 2 places that nothing fills, and needs exactly one.']]);
  const off = workflowStructure(netOf(['i a o', 'q b q', 'q c o']));
  expect(off.findings).toEqual(['"q", "b", "c" are on no path from the source to the sink.']);
});

test('a budget is kept, and said', () => {
  const places = Array.from({ length: 16 }, (_, k) => `p${k}`);
  const wide = netOf([
    `i s ${places.join(' ')}`,
    ...places.map((p) => `${p} t${p} q${p}`),
    `${places.map((p) => `q${p}`).join(',')} j o`,
  ]);
  expect(checkSoundness(wide, 1_000)).toMatchObject({ verdict: 'not decided', markings: 1_000 });
  expect(checkSoundness(wide).verdict).toBe('sound');
});
