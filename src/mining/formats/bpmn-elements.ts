import type { BpmnKind } from '../model/bpmn.ts';

export const BPMN_NAMESPACE = 'http://www.omg.org/spec/BPMN/20100524/MODEL';

/** What is read, and as what. docs/models.md has it as a table. */
export const READ_AS: Readonly<Record<string, BpmnKind>> = {
  startEvent: 'start',
  endEvent: 'end',
  intermediateThrowEvent: 'event',
  intermediateCatchEvent: 'event',
  task: 'task',
  userTask: 'task',
  serviceTask: 'task',
  manualTask: 'task',
  scriptTask: 'task',
  businessRuleTask: 'task',
  sendTask: 'task',
  receiveTask: 'task',
  callActivity: 'task',
  exclusiveGateway: 'exclusive',
  // Which way is taken is decided by what happens first: for the order of activities a choice like any other.
  eventBasedGateway: 'exclusive',
  parallelGateway: 'parallel',
  inclusiveGateway: 'inclusive',
};

/** What stands in a process and does not steer its flow, in words. */
export const IGNORED: Readonly<Record<string, string>> = {
  laneSet: 'lanes',
  dataObject: 'data objects',
  dataObjectReference: 'data objects',
  dataStoreReference: 'data stores',
  textAnnotation: 'annotations',
  association: 'associations',
  group: 'groups',
  property: 'properties',
  ioSpecification: 'data inputs and outputs',
  auditing: 'auditing',
  monitoring: 'monitoring',
  artifact: 'artifacts',
  supports: 'supported processes',
  correlationSubscription: 'correlation subscriptions',
  resourceRole: 'resource roles',
  performer: 'resource roles',
  humanPerformer: 'resource roles',
  potentialOwner: 'resource roles',
};

/** What steers the flow in a way that a Petri net of the process would not show; why. */
export const REFUSED: Readonly<Record<string, string>> = {
  boundaryEvent: 'what interrupts an activity has no counterpart here. Lead its way from an exclusive gateway instead',
  complexGateway: 'its rule is an expression of its own. Use exclusive, parallel or inclusive gateways',
  adHocSubProcess: 'its steps have no order. Use a plain subprocess, or parallel gateways',
  transaction: 'what is undone has no counterpart here. Use a plain subprocess',
  choreographyTask: 'only processes are read, no choreographies',
  subChoreography: 'only processes are read, no choreographies',
  standardLoopCharacteristics:
    'how often it is repeated is an expression of its own. Draw the loop with exclusive gateways',
  multiInstanceLoopCharacteristics:
    'how often it is done is an expression of its own. Draw a loop with exclusive gateways',
};
