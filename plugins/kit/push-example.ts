import type { HmacForm } from './push-signature.ts';

const BODY = `BODY='{"case":"4711","activity":"create order","time":"2026-05-01T08:00:00Z"}'`;

/** What a shell sends a first message with; the secret stands in its variable SECRET. */
export function exampleOf(how: 'standard-webhooks' | 'hmac-sha256' | 'bearer', form: HmacForm, address: string) {
  const send = (...headers: string[]) =>
    [
      `curl '${address.replaceAll("'", '%27')}' -H 'Content-Type: application/json'`,
      ...headers.map((header) => `-H "${header}"`),
      '--data-binary "$BODY"',
    ].join(' \\\n  ');
  if (how === 'bearer') return [BODY, send('Authorization: Bearer $SECRET')].join('\n');
  if (how === 'hmac-sha256') {
    const encode = form.encoding === 'hex' ? HEX : 'base64 -w0';
    const sign = `SIGNATURE=$(printf %s "$BODY" | openssl dgst -sha256 -hmac "$SECRET" -binary | ${encode})`;
    return [BODY, sign, send(`${form.header}: ${form.prefix.replace(/["$`\\]/g, '\\$&')}$SIGNATURE`)].join('\n');
  }
  return [
    BODY,
    'NOW=$(date +%s); ID=msg_$(openssl rand -hex 12)',
    `KEY=$(printf %s "\${SECRET#whsec_}" | base64 -d | ${HEX})`,
    'SIGNATURE=$(printf %s "$ID.$NOW.$BODY" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$KEY" -binary | base64 -w0)',
    send('webhook-id: $ID', 'webhook-timestamp: $NOW', 'webhook-signature: v1,$SIGNATURE'),
  ].join('\n');
}

const HEX = "od -An -v -tx1 | tr -d ' \\n'";
