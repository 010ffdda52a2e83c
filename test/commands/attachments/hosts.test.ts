import {describe, expect, test} from 'vitest';
import {checkAttachmentUrl} from '../../../src/commands/attachments/hosts.ts';

const sandbox = 'http://127.0.0.1:8080';

describe('checkAttachmentUrl', () => {
  test.each([
    'https://cdn.discordapp.com/attachments/1/2/photo.png?ex=1&is=2&hm=3',
    'https://cdn.discordapp.com/ephemeral-attachments/1/2/photo.png',
    'https://media.discordapp.net/attachments/1/2/photo.png',
    'http://127.0.0.1:8080/attachments/1/2/photo.png',
    'https://images-ext-1.discordapp.net/external/abc/https/example.org/photo.png',
  ])('accepts %s', (address) => {
    expect(checkAttachmentUrl(address, [sandbox]).href).toBe(address);
  });

  test.each([
    'http://cdn.discordapp.com/attachments/1/2/photo.png',
    'https://cdn.discordapp.com:8443/attachments/1/2/photo.png',
    'https://cdn.discordapp.com.evil.example/attachments/1/2/photo.png',
    'https://evil.example/attachments/1/2/photo.png',
    'https://user:pass@cdn.discordapp.com/attachments/1/2/photo.png',
    'https://cdn.discordapp.com@evil.example/attachments/1/2/photo.png',
    'https://cdn.discordapp.com/icons/1/photo.png',
    'https://cdn.discordapp.com/attachments/../icons/1/photo.png',
    'https://images-ext-1.discordapp.net/attachments/1/2/photo.png',
    'https://images-ext-1.discordapp.net.evil.example/external/abc/photo.png',
    'https://images-ext-1.discordapp.net:8443/external/abc/photo.png',
    'http://127.0.0.1:8081/attachments/1/2/photo.png',
    'http://169.254.169.254/attachments/latest',
    'file:///attachments/1',
    'photo.png',
  ])('refuses %s', (address) => {
    expect(() => checkAttachmentUrl(address, [sandbox])).toThrow(
      expect.objectContaining({code: 'ATTACHMENT_REFUSED'}),
    );
  });

  test('refuses the sandbox unless the operator configured it', () => {
    expect(() => checkAttachmentUrl(`${sandbox}/attachments/1/2/photo.png`, [])).toThrow(
      "Discord's own hosts",
    );
  });
});
