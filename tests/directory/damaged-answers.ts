export const hex = (text: string) => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');
/** Written out by hand after RFC 4511 and X.690. */
export const BIND_OK = hex('300c 020101 6107 0a0100 0400 0400');
export const BIND_49 = hex('300c 020101 6107 0a0131 0400 0400');
export const ENTRY = hex('3017 020102 6412 0401 78 300d 300b 0401 61 3106 0401 31 0401 32');
export const REFERENCE = hex('300a 020102 7305 0403 6c3a2f');
/** Search done with the control of paged results: size 0, cookie "abc". */
export const PAGE = hex(
  '3034 020102 6507 0a0100 0400 0400 a026 3024 0416 312e322e3834302e3131333535362e312e342e333139 040a 3008 020100 0403 616263',
);

/** The same in BER's long form of lengths, which servers may use (Active Directory does). */
export const LONG = hex('3084 00000010 020101 6184 00000007 0a0100 0400 0400');

/** Numbers that are the same for the same seed. */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Bytes of real answers, damaged: changed, cut, doubled, with false lengths. */
export function damaged(random: (below: number) => number): Buffer {
  const base = [BIND_OK, BIND_49, ENTRY, REFERENCE, PAGE, LONG];
  let bytes = Buffer.concat(Array.from({ length: 1 + random(3) }, () => base[random(base.length)] as Buffer));
  for (let times = 1 + random(4); times > 0; times--) {
    const at = random(bytes.length);
    const kind = random(5);
    if (kind === 0) bytes[at] = random(256);
    else if (kind === 1) bytes = Buffer.from(bytes.subarray(0, at));
    else if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from([random(256)]), bytes.subarray(at)]);
    else if (kind === 3)
      bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.min(bytes.length, at + 1 + random(4)))]);
    else bytes = Buffer.concat([bytes.subarray(0, at), hex('84ffffff7f'), bytes.subarray(at)]);
    if (bytes.length === 0) break;
  }
  return bytes;
}
