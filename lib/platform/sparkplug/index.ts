export { SparkplugProposals, changeOfProposals, type HostProposals } from './proposals';
