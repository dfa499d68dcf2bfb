declare module '*.bin' {
  /** Path of the file, inside the binary or the source tree. */
  const path: string;
  export default path;
}
