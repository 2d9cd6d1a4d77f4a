import { alarmJournalRoutes } from './alarm-journal';
import { alarmRuleRoutes } from './alarm-rules';
import { alarmWhatIfRoutes } from './alarm-what-if';
import { alarmRoutes } from './alarms';
import { anomalyRoutes } from './anomalies';
import { analyticsRoutes } from './analytics';
import { analyticsScoreRoutes } from './analytics-scores';
import { auditRoutes } from './audit';
import { apiKeyRoutes } from './api-keys';
import { deviceControlRoutes } from './device-control';
import { deviceFileRoutes } from './device-files';
import { deviceJobRoutes } from './device-jobs';
import { deviceTemplateRoutes } from './device-templates';
import { deviceRoutes } from './devices';
import { commandRoutes } from './commands';
import { exportRoutes } from './exports';
import { gatewayRoutes } from './gateway';
import { importRoutes } from './imports';
import { notificationRoutes } from './notifications';
import { certificateRoutes } from './certificates';
import { opcuaCertificateRoutes } from './opcua-certificates';
import { operationRoutes } from './operations';
import { readingRoutes } from './readings';
import { reportRoutes } from './reports';
import { retentionRoutes } from './retention';
import { securityRoutes } from './security';
import { sensorRoutes } from './sensors';
import { sparkplugRoutes } from './sparkplug';
import { synopticRoutes } from './synoptics';
import { trendViewRoutes } from './trend-views';
import { tenantExportRoutes } from './tenant-exports';
import { tenantRoutes } from './tenants';
import { roleRoutes } from './roles';
import { sessionRoutes } from './sessions';
import { unitRoutes } from './units';
import { userRoutes } from './users';

/** The operations that a flow answers; `api in` offers them. */
export const flowRoutes = [
  ...unitRoutes,
  ...sensorRoutes,
  ...deviceRoutes,
  ...deviceControlRoutes,
  ...deviceJobRoutes,
  ...deviceTemplateRoutes,
  ...deviceFileRoutes,
  ...readingRoutes,
  ...gatewayRoutes,
  ...exportRoutes,
  ...importRoutes,
  ...retentionRoutes,
  ...commandRoutes,
  ...alarmRoutes,
  ...alarmRuleRoutes,
  ...alarmJournalRoutes,
  ...alarmWhatIfRoutes,
  ...notificationRoutes,
  ...anomalyRoutes,
  ...analyticsScoreRoutes,
  ...analyticsRoutes,
  ...reportRoutes,
  ...certificateRoutes,
  ...trendViewRoutes,
  ...sparkplugRoutes,
  ...synopticRoutes,
  ...opcuaCertificateRoutes,
  ...auditRoutes,
  ...securityRoutes,
  ...apiKeyRoutes,
  ...tenantRoutes,
  ...tenantExportRoutes,
  ...userRoutes,
  ...sessionRoutes,
  ...roleRoutes,
  ...operationRoutes,
] as const;
