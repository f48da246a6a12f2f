-- Appends an iteration and moves the head to it; ends the job that made it, in the same step.
--
-- Where the head is no longer the one the job began on, the iteration is refused, or with `beside`
-- it joins the history without moving the head. With a `part`, it is one of several iterations that
-- the job makes, and the job goes on.

local refusal = schema_refusal()
if refusal then return refusal end
local made = A.job ~= '' and committed()
if made then
  -- Sent again because the answer was lost: the iteration is there already.
  local depth, parent = depth_and_parent(made)
  return answer({ id = made, depth = depth, parent = parent })
end
if A.token ~= '' and not owns_claim() then
  return refuse('LOST', redis.call('HGET', CLAIM, 'job') or '')
end
local head = redis.call('HGET', META, 'head') or ''
local moved = head ~= A.head
if moved and not A.beside then return refuse('HEAD', head) end

local depth = 0
if A.parent ~= '' then
  local parent_depth = depth_and_parent(A.parent)
  if not parent_depth then return refuse('MISSING', A.parent) end
  depth = parent_depth + 1
end
if not moved then
  if A.parent == '' then
    redis.call('UNLINK', LINE)
  else
    local way
    way, refusal = way_to(A.parent)
    if refusal then return refusal end
    if way.far then return far_answer(way) end
    go(way)
  end
end

local id = next_id()
local parent = A.parent == '' and 'null' or ('"' .. A.parent .. '"')
redis.call('HSET', ITERATIONS, id, '{"created_at":"' .. id .. '","parent":' .. parent
  .. ',"depth":' .. depth .. ',' .. string.sub(A.body, 2))
redis.call('HSET', PARENTS, id, depth .. ' ' .. A.parent)
redis.call('ZADD', HISTORY, redis.call('ZCARD', HISTORY), id)
if not moved then
  redis.call('ZADD', LINE, depth, id)
  publish_state(id, A.prompt, A.output, id)
  head = id
end
if A.job ~= '' then remember(id) end
if A.token ~= '' then
  if A.part == '' then
    drop_claim()
    redis.call('HDEL', JOBS, A.job)
  end
  set_status('{"iteration":"' .. id .. '",' .. string.sub(A.status, 2))
end
tell('commit', 'iteration', id, 'parent', A.parent, 'head', head)
return answer({ id = id, depth = depth, parent = A.parent })
