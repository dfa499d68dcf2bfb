"""librdkafka's mock cluster, kept up until standard input ends, with as many brokers as it is told. Says its brokers, then takes messages, one JSON document a line."""

import json
import sys

from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient, NewTopic

cluster = Producer({'test.mock.num.brokers': int(sys.argv[1]), 'bootstrap.servers': 'ignored:1', 'log_level': 2})
brokers = ','.join(f'{b.host}:{b.port}' for b in cluster.list_topics(timeout=10).brokers.values())
print(json.dumps(brokers), flush=True)
producers = {}


def producer(codec):
    if codec not in producers:
        producers[codec] = Producer(
            {
                'bootstrap.servers': brokers,
                'compression.codec': codec,
                'linger.ms': 50,
                'batch.num.messages': 1000,
                'message.max.bytes': 10_000_000,
                'log_level': 2,
            }
        )
    return producers[codec]


def given(text):
    return None if text is None else bytes.fromhex(text)


for line in sys.stdin:
    order = json.loads(line)
    sender = producer(order.get('codec', 'none'))
    for message in order['messages']:
        while True:
            try:
                sender.produce(
                    order['topic'],
                    partition=message.get('partition', 0),
                    key=given(message.get('key')),
                    value=given(message.get('value')),
                    timestamp=message.get('timestamp', 0),
                    headers=[(name, given(value)) for name, value in message.get('headers', [])],
                )
                break
            except BufferError:
                sender.poll(0.1)
    print(json.dumps(sender.flush(30)), flush=True)
