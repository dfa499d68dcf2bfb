/** As much of the package as the tests use: it has no types of its own for its reader. */
declare module 'bpmn-moddle' {
  export class BpmnModdle {
    fromXML(xml: string): Promise<{ warnings: readonly { message: string }[]; rootElement: unknown }>;
  }
}
