import { describe, expect, it } from 'vitest';
import { checkWebhookUrl } from '../../src/delivery/webhooks/webhook-url.ts';

describe('a URL of a webhook', () => {
  it.each([
    'https://hooks.example.com/afterburn?app=1',
    'https://hooks.example.com:8443/',
    'https://8.8.8.8/',
    'https://[2606:4700:4700::1111]/',
  ])('may be %s', (url) => {
    expect(checkWebhookUrl(url, false)).toBeUndefined();
  });

  it.each([
    ['hooks.example.com', 'not valid'],
    ['http://hooks.example.com/', 'https'],
    ['ftp://hooks.example.com/', 'https'],
    ['https://user@hooks.example.com/', 'credentials'],
    ['https://:secret@hooks.example.com/', 'credentials'],
    ['https://localhost/', 'public host'],
    ['https://127.0.0.1/', 'public host'],
    ['https://2130706433/', 'public host'],
    ['https://0x7f.1/', 'public host'],
    ['https://0177.0.0.1/', 'public host'],
    ['https://10.0.0.1/', 'public host'],
    ['https://172.16.0.1/', 'public host'],
    ['https://192.168.1.1/', 'public host'],
    ['https://169.254.169.254/latest/meta-data', 'public host'],
    ['https://100.64.0.1/', 'public host'],
    ['https://192.0.0.8/', 'public host'],
    ['https://198.18.0.1/', 'public host'],
    ['https://203.0.113.1/', 'public host'],
    ['https://0.0.0.0/', 'public host'],
    ['https://224.0.0.1/', 'public host'],
    ['https://255.255.255.255/', 'public host'],
    ['https://[::]/', 'public host'],
    ['https://[::1]/', 'public host'],
    ['https://[::127.0.0.1]/', 'public host'],
    ['https://[4000::1]/', 'public host'],
    ['https://[::ffff:10.0.0.1]/', 'public host'],
    ['https://[::ffff:0:10.0.0.1]/', 'public host'],
    ['https://[64:ff9b::10.0.0.1]/', 'public host'],
    ['https://[64:ff9b:1::10.0.0.1]/', 'public host'],
    ['https://[2002:a00:1::]/', 'public host'],
    ['https://[2001::1]/', 'public host'],
    ['https://[fd00:ec2::254]/', 'public host'],
    ['https://[fe80::1]/', 'public host'],
    ['https://[fec0::1]/', 'public host'],
    ['https://[2001:db8::1]/', 'public host'],
  ])('is not %s: %s', (url, reason) => {
    expect(checkWebhookUrl(url, false)).toContain(reason);
  });

  it.each(['http://127.0.0.1:8080/', 'http://localhost:8080/', 'http://[::1]:8080/'])(
    'may be %s only where loopback is allowed',
    (url) => {
      expect(checkWebhookUrl(url, true)).toBeUndefined();
      expect(checkWebhookUrl(url, false)).toContain('https');
    },
  );

  it.each(['http://10.0.0.1/', 'http://hooks.example.com/', 'https://10.0.0.1/', 'http://user@127.0.0.1/'])(
    'is not %s where loopback is allowed',
    (url) => {
      expect(checkWebhookUrl(url, true)).toBeDefined();
    },
  );
});
