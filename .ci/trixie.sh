# shellcheck shell=bash
# To be sourced. Packages of Debian trixie in a folder, on any Debian: nothing is installed on this machine.

# The mirror that this machine uses, in either of apt's formats.
mirror() {
  local found
  found=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
    sed -nE 's/^(URIs:|deb( \[[^]]*\])?)[[:space:]]+(https?:[^[:space:]]+\/debian)\/?([[:space:]].*)?$/\3/p' | head -n 1)
  [ -n "$found" ] || { echo "No Debian mirror in this machine's apt sources." >&2; exit 1; }
  echo "$found"
}

# apt with sources, state and cache of its own: it sees an empty machine, so that it fetches every dependency.
#   private_apt FOLDER ARGUMENT…
private_apt() {
  local own=$1
  shift
  apt-get -qq -o Dir::Etc::SourceList="$own/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null -o Dir::State="$own/state" \
    -o Dir::State::status="$own/status" -o Dir::Cache="$own/cache" -o APT::Sandbox::User=root \
    -o APT::Install-Recommends=false -o Debug::NoLocking=1 "$@"
}

# Packages with all that they need, as files below ROOT, which may be a chroot afterwards.
#   unpack_trixie ROOT PACKAGE…
unpack_trixie() {
  local root=$1 own=$1.apt name package
  shift
  mkdir -p "$own"/{state/lists/partial,cache/archives/partial} "$root"
  : >"$own/status"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $(mirror) trixie main" >"$own/sources.list"
  private_apt "$own" update
  private_apt "$own" install --yes --download-only "$@"
  # As in every Debian since 12: the packages' own /bin and /lib go where these links point.
  mkdir -p "$root"/usr/{bin,sbin,lib,lib64}
  for name in bin sbin lib lib64; do ln -s "usr/$name" "$root/$name"; done
  for package in "$own"/cache/archives/*.deb; do
    dpkg-deb --fsys-tarfile "$package" | tar -x -C "$root" --keep-directory-symlink --no-same-owner
  done
  rm -rf "$own"
}
