import { type Bits, noBits, setBit } from '#sdk';

/**
 * Events that are earlier than one which stands before them in their case in the source. A case of a segment stands in order of time,
 * equal times as the source has them; one in which an event lacks its time stands as the source has it.
 * @param places of the events in the source, rising @param times milliseconds, NaN where missing
 */
export function outOfOrder(offsets: Uint32Array, places: Float64Array, times: Float64Array): Bits {
  const marked = noBits(places.length);
  for (let c = 0; c < offsets.length - 1; c++) {
    const [from, to] = [offsets[c]!, offsets[c + 1]!];
    // In order of time: what follows here is not earlier, so that where it has a lower place it stands before and is later.
    let first = Number.POSITIVE_INFINITY;
    for (let e = to - 1; e >= from; e--) {
      if (places[e]! > first) setBit(marked, e);
      else first = places[e]!;
    }
    // As the source has it.
    let latest = Number.NEGATIVE_INFINITY;
    for (let e = from; e < to; e++) {
      if (times[e]! < latest) setBit(marked, e);
      else if (times[e]! > latest) latest = times[e]!;
    }
  }
  return marked;
}
