/** The part of the document that is held: what is not read yet, and where in the document it stands. */
export class ByteWindow {
  bytes = new Uint8Array(1 << 16);
  view = new DataView(this.bytes.buffer);
  /** First byte not read yet, and the end of what is there. */
  pos = 0;
  end = 0;
  /** Line of `pos`, from 1, and where that line, or what is held of it, begins. */
  line = 1;
  lineStart = 0;
  /** Characters of the line that are no longer held. */
  private charactersBefore = 0;

  /** Adds bytes behind; what was read is dropped. Positions taken before are void. */
  push(chunk: Uint8Array): void {
    const rest = this.end - this.pos;
    this.charactersBefore += this.characters(this.lineStart, this.pos);
    const room = rest + chunk.length;
    if (room > this.bytes.length) {
      const larger = new Uint8Array(Math.max(room, this.bytes.length * 2));
      larger.set(this.bytes.subarray(this.pos, this.end));
      this.bytes = larger;
      this.view = new DataView(larger.buffer);
    } else if (this.pos > 0) this.bytes.copyWithin(0, this.pos, this.end);
    this.bytes.set(chunk, rest);
    this.pos = 0;
    this.end = room;
    this.lineStart = 0;
  }

  /** Reads on to `to`, counting lines. */
  moveTo(to: number): void {
    const { bytes } = this;
    for (let p = this.pos; p < to; p++) if (bytes[p] === 10) this.newLine(1, p + 1);
    this.pos = to;
  }

  /** Counts lines that were passed; the last of them begins at `start`. */
  newLine(count: number, start: number): void {
    this.line += count;
    this.lineStart = start;
    this.charactersBefore = 0;
  }

  /** Line and column of a place at or behind `pos`. */
  place(at: number): { line: number; column: number } {
    let { line, lineStart } = this;
    let before = this.charactersBefore;
    for (let p = this.pos; p < at; p++) {
      if (this.bytes[p] !== 10) continue;
      line++;
      lineStart = p + 1;
      before = 0;
    }
    return { line, column: before + this.characters(lineStart, at) + 1 };
  }

  private characters(from: number, to: number): number {
    let count = 0;
    for (let p = from; p < to; p++) if ((this.bytes[p]! & 0xc0) !== 0x80) count++;
    return count;
  }
}
