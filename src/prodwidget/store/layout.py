"""Key names and Lua scripts.

Every key of a session but its status carries the hash tag ``{product:<session>}``, whose slot is
that of ``product:<session>`` itself, so that a script may touch them all on a cluster.

======================================  ========  =================================================
key                                     type      holds
======================================  ========  =================================================
``product:<s>``                         string    ``ProductState`` JSON; the newest part of the line
``product_status:<s>``                  string    ``ProductStatus`` JSON
``{product:<s>}:iterations``            hash      id → ``ProductIteration`` JSON, never rewritten
``{product:<s>}:history``               zset      every id, scored by its place in the history
``{product:<s>}:line``                  zset      ids from the root to the head, scored by depth
``{product:<s>}:discarded``             zset      ids a rewind dropped, scored by their place
``{product:<s>}:meta``                  hash      schema, head, last id, first commit
``{product:<s>}:job``                   string    the running job; its owner renews its expiry
``{product:<s>}:events``                stream    what changed, for everyone who watches
======================================  ========  =================================================
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from prodwidget.errors import ConfigurationError

WINDOW = 24
"""Iterations that the state under ``product:<session>`` carries."""

EVENTS_KEPT = 1000
"""Events that a stream keeps, roughly; a watcher that was away longer reads the state."""

_SESSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class SessionKeys:
    """The key names of one session."""

    session: str

    def __post_init__(self) -> None:
        if not _SESSION.fullmatch(self.session):
            raise ConfigurationError(
                f"{self.session[:80]!r} cannot name a session.",
                hint="Use up to 64 letters, digits, dots, dashes and underscores.",
            )

    @property
    def state(self) -> str:
        return f"product:{self.session}"

    @property
    def status(self) -> str:
        return f"product_status:{self.session}"

    def _beside(self, name: str) -> str:
        return f"{{{self.state}}}:{name}"

    @property
    def iterations(self) -> str:
        return self._beside("iterations")

    @property
    def history(self) -> str:
        return self._beside("history")

    @property
    def line(self) -> str:
        return self._beside("line")

    @property
    def discarded(self) -> str:
        return self._beside("discarded")

    @property
    def meta(self) -> str:
        return self._beside("meta")

    @property
    def job(self) -> str:
        return self._beside("job")

    @property
    def events(self) -> str:
        return self._beside("events")

    @property
    def written_together(self) -> list[str]:
        """What the scripts take as ``KEYS``, in their order."""
        return [
            self.state,
            self.iterations,
            self.history,
            self.line,
            self.discarded,
            self.meta,
            self.events,
        ]


_PRELUDE = """
local STATE, ITERATIONS, HISTORY, LINE, DISCARDED, META, EVENTS =
  KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7]
local SCHEMA, WINDOW, EVENTS_KEPT = ARGV[1], tonumber(ARGV[2]), ARGV[3]
local SESSION_JSON, EXPECTED_HEAD = ARGV[4], ARGV[5]

local function refuse(reason, detail)
  return redis.error_reply('PRODWIDGET ' .. reason .. ' ' .. detail)
end

local function check()
  local schema = redis.call('HGET', META, 'schema')
  if not schema and redis.call('EXISTS', STATE) == 1 then
    return refuse('SCHEMA', 'none')
  end
  if schema and schema ~= SCHEMA then return refuse('SCHEMA', schema) end
  local head = redis.call('HGET', META, 'head') or ''
  if head ~= EXPECTED_HEAD then return refuse('HEAD', head) end
end

-- Days since 1970-01-01 to a civil date: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
local function iso(microseconds)
  local seconds = math.floor(microseconds / 1000000)
  local fraction = microseconds - seconds * 1000000
  local days = math.floor(seconds / 86400)
  local rest = seconds - days * 86400
  local z = days + 719468
  local era = math.floor(z / 146097)
  local doe = z - era * 146097
  local yoe = math.floor((doe - math.floor(doe / 1460) + math.floor(doe / 36524)
    - math.floor(doe / 146096)) / 365)
  local doy = doe - (365 * yoe + math.floor(yoe / 4) - math.floor(yoe / 100))
  local mp = math.floor((5 * doy + 2) / 153)
  local day = doy - math.floor((153 * mp + 2) / 5) + 1
  local month = mp < 10 and mp + 3 or mp - 9
  local year = yoe + era * 400 + (month <= 2 and 1 or 0)
  return string.format('%04d-%02d-%02dT%02d:%02d:%02d.%06dZ', year, month, day,
    math.floor(rest / 3600), math.floor(rest / 60) % 60, rest % 60, fraction)
end

local function next_microseconds()
  local time = redis.call('TIME')
  local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
  local last = tonumber(redis.call('HGET', META, 'last') or '0')
  if now <= last then now = last + 1 end
  redis.call('HSET', META, 'last', string.format('%.0f', now))
  return iso(now)
end

-- The records are JSON text that is never decoded here: cjson would turn [] into {}.
local function publish(kind, head, prompt_json, output_json, now)
  local first = redis.call('HGET', META, 'created_at')
  if not first then
    first = now
    redis.call('HSET', META, 'created_at', first, 'schema', SCHEMA)
  end
  redis.call('HSET', META, 'head', head)
  local ids = redis.call('ZRANGE', LINE, -WINDOW, -1)
  local records = redis.call('HMGET', ITERATIONS, unpack(ids))
  redis.call('SET', STATE, '{"schema_version":' .. SCHEMA .. ',"session":' .. SESSION_JSON
    .. ',"prompt":' .. prompt_json .. ',"head":"' .. head .. '","created_at":"' .. first
    .. '","updated_at":"' .. now .. '","iteration_count":' .. redis.call('ZCARD', LINE)
    .. ',"trellis_output":' .. output_json
    .. ',"iterations":[' .. table.concat(records, ',') .. ']}')
  redis.call('XADD', EVENTS, 'MAXLEN', '~', EVENTS_KEPT, '*', 'kind', kind, 'head', head)
end
"""

COMMIT = (
    _PRELUDE
    + """
local refusal = check()
if refusal then return refusal end
local KIND, PROMPT_JSON, OUTPUT_JSON, BODY = ARGV[6], ARGV[7], ARGV[8], ARGV[9]
local id = next_microseconds()
local parent, depth = 'null', 0
if KIND == 'edit' then
  if EXPECTED_HEAD == '' then return refuse('EMPTY', '-') end
  parent = '"' .. EXPECTED_HEAD .. '"'
  depth = tonumber(redis.call('ZSCORE', LINE, EXPECTED_HEAD)) + 1
else
  redis.call('DEL', LINE)
end
redis.call('HSET', ITERATIONS, id, '{"created_at":"' .. id .. '","parent":' .. parent
  .. ',"depth":' .. depth .. ',' .. string.sub(BODY, 2))
redis.call('ZADD', HISTORY, redis.call('ZCARD', HISTORY), id)
redis.call('ZADD', LINE, depth, id)
publish('commit', id, PROMPT_JSON, OUTPUT_JSON, id)
return id
"""
)
"""Append an iteration to the head and move the head to it; answers its id."""

MOVE_HEAD = (
    _PRELUDE
    + """
local refusal = check()
if refusal then return refusal end
local KIND, PROMPT_JSON, OUTPUT_JSON, TARGET = ARGV[6], ARGV[7], ARGV[8], ARGV[9]
local depth = redis.call('ZSCORE', LINE, TARGET)
if KIND == 'rewind' then
  if not depth then return refuse('OFF_LINE', TARGET) end
  local dropped = redis.call('ZRANGE', LINE, tonumber(depth) + 1, -1)
  for _, id in ipairs(dropped) do
    redis.call('ZADD', DISCARDED, redis.call('ZSCORE', HISTORY, id), id)
  end
  redis.call('ZREMRANGEBYRANK', LINE, tonumber(depth) + 1, -1)
else
  -- ARGV[10..]: the target's ancestors that are not on the line, then the target, root first.
  local join = ARGV[10]
  if join == '' then
    redis.call('DEL', LINE)
  else
    local at = redis.call('ZSCORE', LINE, join)
    if not at then return refuse('HEAD', redis.call('HGET', META, 'head')) end
    redis.call('ZREMRANGEBYRANK', LINE, tonumber(at) + 1, -1)
  end
  local at = redis.call('ZCARD', LINE)
  for i = 11, #ARGV do
    redis.call('ZADD', LINE, at, ARGV[i])
    redis.call('ZREM', DISCARDED, ARGV[i])
    at = at + 1
  end
end
publish(KIND, TARGET, PROMPT_JSON, OUTPUT_JSON, next_microseconds())
return TARGET
"""
)
"""Rewind the head along the active line, or restore an iteration that is off it."""

RENEW_JOB = """
if redis.call('GET', KEYS[1]) == ARGV[1] then
  return redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return 0
"""

RELEASE_JOB = """
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
"""
