import kafka from '../../plugins/connectors/kafka.ts';
import { type House, SECRET } from './house.ts';
import { KafkaGate } from './kafka-gate.ts';
import { canRunKafka, type Message, MockCluster } from './kafka-mock-cluster.ts';
import { ALL_STEPS, ODD_COLUMNS, STANDARD_RECORDS } from './standard-table.ts';

const ACCOUNT = { mechanism: 'SCRAM-SHA-256', user: 'reader', password: SECRET };

const STANDARD: readonly Message[] = STANDARD_RECORDS.map((record) => ({ value: JSON.stringify(record) }));
const STEPS: readonly Message[] = ALL_STEPS.map((step) => ({ partition: step.step % 2, value: JSON.stringify(step) }));
const ODD: readonly Message[] = [{ value: JSON.stringify({ [ODD_COLUMNS[0]]: 'first', [ODD_COLUMNS[1]]: 'second' }) }];

const BY_CURSOR = 'topics are read from where the last load ended, not by a column';
const NO_QUERIES = 'there is no language of queries';

export const kafkaHouse: House = {
  connector: kafka,
  peer: 'librdkafka’s mock cluster, behind sign-in and TLS simulated by tests/connectors/kafka-gate.ts',
  needs: canRunKafka ? null : 'python3-confluent-kafka',
  columns: {
    named: (column) => `value.${column}`,
    besides: ['partition', 'offset', 'timestamp', 'key', 'headers'],
  },
  takesAnyColumn: true,
  missing: {
    ...{ since: BY_CURSOR, 'since-ties': BY_CURSOR, 'read-only': NO_QUERIES, queries: NO_QUERIES },
    'schema-change': 'messages stay as they are, and what later ones name beside the first is in the last column',
  },
  async start() {
    const cluster = new MockCluster(1);
    await cluster.start();
    const tables = { standard: 'adit_standard', steps: 'adit_steps', odd: 'Adit.odd_-' };
    await cluster.send(tables.standard, STANDARD);
    await cluster.send(tables.steps, STEPS);
    await cluster.send(tables.odd, ODD);
    const gate = new KafkaGate(Number(cluster.brokers[0]!.split(':')[1]));
    await gate.start(ACCOUNT);
    return {
      ...{ ports: gate.ports, secret: ACCOUNT.password, tables },
      settings({ host, port, tls, secret, authority }) {
        gate.advertised = port;
        const access = { signIn: 'scram-sha-256', user: ACCOUNT.user, password: secret };
        return { brokers: [`${host}:${port}`], tls, authority, ...access };
      },
      withoutTls: (work) => work(gate.ports.plain),
      busy: async () => gate.busy,
      async end() {
        gate.stop();
        await cluster.stop();
      },
    };
  },
};
