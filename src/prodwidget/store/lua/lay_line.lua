-- One step in laying a line beside the one that is there: first from its end back to where the two
-- meet, then up to that place along the one that is there. KEYS ends with the line that is laid.

local LAID = KEYS[#KEYS]
local at, joint = A.at, A.joint
if joint < 0 and at ~= '' then
  for _ = 1, STEP do
    local depth, parent = depth_and_parent(at)
    if not depth then return refuse('MISSING', at) end
    if redis.call('ZSCORE', LINE, at) then
      joint = depth
      break
    end
    redis.call('ZADD', LAID, depth, at)
    at = parent
    if at == '' then break end
  end
elseif joint >= 0 then
  local last = math.min(A.start + STEP - 1, joint)
  local found = redis.call('ZRANGEBYSCORE', LINE, A.start, last, 'WITHSCORES')
  for index = 1, #found, 2 do redis.call('ZADD', LAID, found[index + 1], found[index]) end
end
redis.call('EXPIRE', LAID, 3600)
return cjson.encode({ at = at, joint = joint })
