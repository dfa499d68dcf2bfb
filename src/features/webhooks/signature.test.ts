import { expect, test } from 'bun:test';
import { Webhook } from 'standardwebhooks';
import { newWebhookSecret, signedHeaders } from './signature.ts';

test('the signature of the example in the Standard Webhooks specification', () => {
  const body = '{"event_type":"ping","data":{"success":true}}';
  const message = { id: 'msg_loFOjxBNrRLzqYUf', timestampS: 1_731_705_121, body };
  expect(signedHeaders(['whsec_plJ3nmyCDGBKInavdOK15jsl'], message)).toEqual({
    'webhook-id': 'msg_loFOjxBNrRLzqYUf',
    'webhook-timestamp': '1731705121',
    'webhook-signature': 'v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=',
  });
});

test('the library of the specification takes what either secret signs, and nothing that was changed', () => {
  const [now, former] = [newWebhookSecret(), newWebhookSecret()];
  const body = '{"a":"ä"}';
  const headers = { ...signedHeaders([now, former], { id: 'm', timestampS: Math.floor(Date.now() / 1000), body }) };
  for (const secret of [now, former]) expect(new Webhook(secret).verify(body, headers)).toEqual({ a: 'ä' });
  expect(() => new Webhook(newWebhookSecret()).verify(body, headers)).toThrow('No matching signature');
  expect(() => new Webhook(now).verify('{"a":"a"}', headers)).toThrow('No matching signature');
});
