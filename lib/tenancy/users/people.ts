import { AccountService } from './account-service';
import { CustomRoleService } from './custom-role-service';
import type { PeopleUse } from './ports';
import { ProfileService } from './profile-service';
import { SessionService } from './session-service';

/** Users, roles and sessions, as those may see and change them who ask. */
export interface People {
  readonly accounts: AccountService;
  readonly roles: CustomRoleService;
  readonly sessions: SessionService;
  readonly profiles: ProfileService;
}

export const peopleOf = (use: PeopleUse): People => ({
  accounts: new AccountService(use),
  roles: new CustomRoleService(use),
  sessions: new SessionService(use),
  profiles: new ProfileService(use),
});
