-- In front of every script: names for KEYS and the arguments, and the steps that they share.
--
-- KEYS come in the order of SessionKeys.all in layout.py; ARGV[1] is a JSON object of named
-- arguments. Records among them are JSON text that is stored as it comes and never decoded here,
-- since cjson would turn [] into {}. An absent text is ''.

local STATE, ITERATIONS, PARENTS, HISTORY, LINE, DISCARDED, META, JOBS, CLAIM, LEASE, STATUS, EVENTS,
  MARKS = unpack(KEYS)
local A = cjson.decode(ARGV[1])

-- So many iterations join or leave the line, or are looked at, within one script: it keeps the
-- server from others for a few milliseconds.
local STEP = A.step

local function refuse(reason, detail)
  return redis.error_reply('PRODWIDGET ' .. reason .. ' ' .. (detail or ''))
end

local function schema_refusal()
  local schema = redis.call('HGET', META, 'schema')
  if schema and schema ~= A.schema then return refuse('SCHEMA', schema) end
  if not schema then
    if redis.call('EXISTS', STATE) == 1 then return refuse('SCHEMA', 'none') end
    redis.call('HSET', META, 'schema', A.schema)
  end
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

-- Later than every id before it, also when the server's clock was set back.
local function next_id()
  local time = redis.call('TIME')
  local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
  local last = tonumber(redis.call('HGET', META, 'last') or '0')
  if now <= last then now = last + 1 end
  redis.call('HSET', META, 'last', string.format('%.0f', now))
  return iso(now)
end

-- Events are numbered, so that a watcher knows when it missed one.
local function tell(kind, ...)
  local number = redis.call('HINCRBY', META, 'events', 1)
  redis.call('XADD', EVENTS, 'MAXLEN', '~', A.events_kept, '*', 'number', number, 'kind', kind, ...)
  -- The stream of a deleted session is about to expire; one of the same name goes on with it.
  redis.call('PERSIST', EVENTS)
end

-- The job that holds the session, and whether its lease still runs. A claim whose job has no record
-- any more holds nothing: nobody could go on with it.
local function claimed()
  local job = redis.call('HGET', CLAIM, 'job')
  if job and redis.call('HEXISTS', JOBS, job) == 0 then return nil, false end
  return job, redis.call('EXISTS', LEASE) == 1
end

local function hold_claim(job, token)
  redis.call('HSET', CLAIM, 'job', job, 'token', token)
  redis.call('SET', LEASE, token, 'PX', A.lease_milliseconds)
end

local function drop_claim()
  redis.call('DEL', CLAIM, LEASE)
end

local function owns_claim()
  return redis.call('HGET', CLAIM, 'token') == A.token
end

-- The newest commits of jobs: what their owner sends again is answered from here.
local COMMITS_REMEMBERED = 32

-- What a commit is known by. A part is known in every kernel: it is made once, whoever goes on.
local function commit_name()
  if A.part and A.part ~= '' then return A.job .. '#' .. A.part end
  return A.job .. '/' .. A.token
end

local function committed()
  local commit = ' ' .. commit_name() .. '='
  local made = redis.call('HGET', META, 'made') or ''
  local _, stop = string.find(made, commit, 1, true)
  return stop and string.match(made, '^%S+', stop + 1)
end

local function remember(id)
  local made = (redis.call('HGET', META, 'made') or '') .. ' ' .. commit_name() .. '=' .. id
  local _, count = string.gsub(made, ' ', '')
  if count > COMMITS_REMEMBERED then made = string.match(made, '^ %S+(.*)$') end
  redis.call('HSET', META, 'made', made)
end

local function set_status(status)
  redis.call('SET', STATUS, status)
end

local function depth_and_parent(id)
  local place = redis.call('HGET', PARENTS, id)
  if not place then return nil end
  local depth, parent = string.match(place, '^(%d+) (.*)$')
  return tonumber(depth), parent
end

-- What an import would overwrite. A first use that was cancelled leaves nothing of that kind.
local function existing_refusal()
  local schema = redis.call('HGET', META, 'schema')
  if schema and schema ~= A.schema then return refuse('SCHEMA', schema) end
  for _, key in ipairs({ STATE, ITERATIONS, HISTORY, JOBS }) do
    if redis.call('EXISTS', key) == 1 then return refuse('EXISTS', '') end
  end
end

-- The way from the line to an iteration: the ancestors that are not on it, and where they meet it.
-- `far` is one that takes too long to go within one script: it is laid by lay_line first.
local function way_to(target)
  if redis.call('HEXISTS', ITERATIONS, target) == 0 then return nil, refuse('MISSING', target) end
  local moves = redis.call('HGET', META, 'moves') or '0'
  if A.laid then return { laid = A.moves == moves, far = A.moves ~= moves, moves = moves } end
  local way, joint = { branch = {}, moves = moves }, target
  while joint ~= '' and not redis.call('ZSCORE', LINE, joint) do
    local depth, parent = depth_and_parent(joint)
    if not depth then return nil, refuse('MISSING', joint) end
    table.insert(way.branch, { joint, depth })
    if #way.branch > STEP then
      way.far = true
      return way
    end
    joint = parent
  end
  way.above = joint == '' and '-inf' or ('(' .. redis.call('ZSCORE', LINE, joint))
  way.far = redis.call('ZCOUNT', LINE, way.above, '+inf') > STEP
  return way
end

local function far_answer(way)
  return cjson.encode({ far = true, moves = way.moves })
end

-- Makes the line end where a way leads: what is after it leaves, ancestors that are missing come in.
local function go(way)
  if way.laid then
    local laid, old = KEYS[#KEYS - 1], KEYS[#KEYS]
    if redis.call('EXISTS', LINE) == 1 then
      redis.call('RENAME', LINE, old)
      redis.call('EXPIRE', old, 3600)
    end
    redis.call('RENAME', laid, LINE)
    redis.call('PERSIST', LINE)
    return
  end
  redis.call('ZREMRANGEBYSCORE', LINE, way.above, '+inf')
  for _, place in ipairs(way.branch) do
    redis.call('ZADD', LINE, place[2], place[1])
    redis.call('ZREM', DISCARDED, place[1])
  end
end

-- Writes the state that other programs read, with the head as it is now.
local function publish_state(head, prompt, output, now)
  redis.call('HSETNX', META, 'created_at', now)
  redis.call('HSET', META, 'head', head)
  redis.call('HINCRBY', META, 'moves', 1)
  local ids = redis.call('ZRANGE', LINE, -A.window, -1)
  local records = {}
  for _, record in ipairs(redis.call('HMGET', ITERATIONS, unpack(ids))) do
    -- Those that are gone are left out: the head is there.
    if record then table.insert(records, record) end
  end
  redis.call('SET', STATE, '{"schema_version":' .. A.schema
    .. ',"session":' .. cjson.encode(A.session)
    .. ',"prompt":' .. prompt
    .. ',"head":"' .. head
    .. '","created_at":"' .. redis.call('HGET', META, 'created_at')
    .. '","updated_at":"' .. now
    .. '","iteration_count":' .. redis.call('ZCARD', LINE)
    .. ',"trellis_output":' .. output
    .. ',"iterations":[' .. table.concat(records, ',') .. ']}')
end

-- Every script ends here: a session that expires is given its whole time again.
local function answer(values)
  local life = tonumber(redis.call('HGET', META, 'life_milliseconds') or '0')
  if life > 0 then
    for _, key in ipairs(KEYS) do
      if key ~= LEASE then redis.call('PEXPIRE', key, life) end
    end
  end
  values.life_milliseconds = life
  return cjson.encode(values)
end
