import { NetDraft } from './net-draft.ts';
import type { PetriNet } from './petri-net.ts';
import type { ProcessTree } from './process-tree.ts';

/**
 * The net of a tree: a sound, safe workflow net with the same language, from the place `source` to the place `sink`. Each
 * node runs between two places (van der Aalst, Buijs, van Dongen 2011):
 *
 * - an activity or `tau`: one transition; `->`: one behind the other; `X`: side by side;
 * - `+`: a silent split into and a silent join out of all children;
 * - a loop: a silent step in, the body, each redo part back, a silent step out;
 * - `O`: a split and join of one child or more (`NetDraft.someOf`).
 *
 * Then silent steps go that decide nothing. Numbers follow the order of the tree.
 */
export function treeToNet(root: ProcessTree): PetriNet {
  const draft = new NetDraft();
  new TreeDraft(draft).build(root, draft.source, draft.sink);
  draft.contract();
  return draft.net();
}

class TreeDraft {
  private readonly net: NetDraft;

  constructor(net: NetDraft) {
    this.net = net;
  }

  build(node: ProcessTree, from: number, to: number): void {
    if (node.kind === 'silent') this.net.step(null, [from], [to]);
    else if (node.kind === 'activity') this.net.step(node.label, [from], [to]);
    else if (node.kind === 'choice') for (const child of node.children) this.build(child, from, to);
    else this[node.kind](node.children, from, to);
  }

  private sequence(children: readonly ProcessTree[], from: number, to: number): void {
    let at = from;
    for (const [i, child] of children.entries()) {
      const next = i === children.length - 1 ? to : this.net.place();
      this.build(child, at, next);
      at = next;
    }
  }

  private parallel(children: readonly ProcessTree[], from: number, to: number): void {
    const ends = children.map(() => [this.net.place(), this.net.place()] as const);
    this.net.step(
      null,
      [from],
      ends.map(([begin]) => begin),
    );
    for (const [i, child] of children.entries()) this.build(child, ...ends[i]!);
    this.net.step(
      null,
      ends.map(([, end]) => end),
      [to],
    );
  }

  private loop(children: readonly ProcessTree[], from: number, to: number): void {
    const [begin, end] = [this.net.place(), this.net.place()];
    this.net.step(null, [from], [begin]);
    this.build(children[0]!, begin, end);
    for (const redo of children.slice(1)) this.build(redo, end, begin);
    this.net.step(null, [end], [to]);
  }

  private or(children: readonly ProcessTree[], from: number, to: number): void {
    const ways = children.map(() => ({ begin: this.net.place(), end: this.net.place() }));
    this.net.someOf([from], ways, [to]);
    for (const [i, child] of children.entries()) this.build(child, ways[i]!.begin, ways[i]!.end);
  }
}
