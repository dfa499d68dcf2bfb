/** The part of SAP's driver that is used here, which has no types of its own. */
declare module 'hdb' {
  const driver: import('./hana-driver.ts').HanaDriver;
  export default driver;
}
