/** The part of oracledb's thin mode that is used here, which has no types of its own. */
declare module 'oracledb' {
  const driver: import('./oracle-driver.ts').OracleDriver;
  export default driver;
}
declare module 'oracledb/lib/thin/sqlnet/ntTcp.js' {
  const transport: { readonly prototype: import('./oracle-driver.ts').Transport };
  export default transport;
}
declare module 'oracledb/lib/impl/datahandlers/buffer.js' {
  const buffers: { readonly BaseBuffer: { readonly prototype: import('./oracle-driver.ts').DateReader } };
  export default buffers;
}
