// Made once: a SealedSecrets ciphertext by OpenSSL (through Node), independent of the JDK's cryptography.
import crypto from 'node:crypto';
import fs from 'node:fs';
const { publicKey, privateKey } = crypto.generateKeyPairSync('rsa', { modulusLength: 2048 });
const label = Buffer.from('freqtrade/cliente-001', 'utf8');
const plaintext = 'planted secret ü€ 0123456789';
const session = crypto.randomBytes(32);
const rsa = crypto.publicEncrypt({ key: publicKey, padding: crypto.constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256', oaepLabel: label }, session);
const aes = crypto.createCipheriv('aes-256-gcm', session, Buffer.alloc(12));
const body = Buffer.concat([aes.update(plaintext, 'utf8'), aes.final(), aes.getAuthTag()]);
const length = Buffer.alloc(2); length.writeUInt16BE(rsa.length);
const sealed = Buffer.concat([length, rsa, body]).toString('base64');
fs.writeFileSync('vector.json', JSON.stringify({
  producer: 'Node ' + process.version + ', OpenSSL ' + process.versions.openssl,
  label: label.toString(), plaintext, sealed,
  privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
}, null, 2) + '\n');
