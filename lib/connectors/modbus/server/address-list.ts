import { BlockList, isIP } from 'node:net';
import { ThermaCoreError } from '../../../core/errors';

/**
 * A list of IP addresses and networks, one after the other: `10.0.0.5, 10.1.0.0/16`. Throws `configuration` that names
 * `field`. An empty list has everybody.
 */
export function addressList(text: string, field: string): (address: string) => boolean {
  const entries = text.split(/[\s,;]+/).filter(Boolean);
  if (entries.length === 0) return () => true;
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', prefix] = entry.split('/');
    const family = isIP(address);
    const bits = family === 6 ? 128 : 32;
    if (family === 0 || (prefix !== undefined && !(/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits)))
      throw new ThermaCoreError('configuration', `${field}: ${entry} is not an IP address.`, {
        field,
        advice: 'Write addresses such as 10.0.0.5 or networks such as 10.0.0.0/24, separated by commas.',
      });
    const type = family === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, type);
    else list.addSubnet(address, Number(prefix), type);
  }
  return (address) => isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
