/* Which page answers an address. The tables of all folders are checked once at the start, since two
 * pages at one address, or a page without a permission, must stop the program and not a reader. */
#include "gate/inside.h"

#include "base/banned.h"

static bool is_parameter(struct slice part)
{
    return part.length > 1 && part.data[0] == ':';
}

static int split(const char *path, struct route *route)
{
    struct slice rest = slice_from(path + 1), part;
    if (path[0] != '/')
        return -1;
    while (rest.length && slice_split(&rest, '/', &part)) {
        if (route->part_count == ROUTE_PARTS || part.length == 0)
            return -1;
        if (!is_parameter(part))
            route->fixed |= 1U << route->part_count;
        route->parts[route->part_count++] = part;
    }
    return 0;
}

static bool names_no_entity(const char *entity)
{
    return strcmp(entity, FOR_ANYONE) == 0 || strcmp(entity, FOR_SIGNED_IN) == 0 ||
           strcmp(entity, ":entity") == 0;
}

static int make_route(const struct page *page, const struct registry *registry, struct route *route,
                      struct err *err)
{
    *route = (struct route){.page = page};
    if (split(page->path, route) < 0)
        return err_set(err, ERR_INTERNAL, NULL, "The page %s has a path that cannot be.",
                       page->path);
    if (names_no_entity(page->entity))
        return 0;
    route->entity = registry_find(registry, slice_from(page->entity));
    if (route->entity)
        return 0;
    return err_set(err, ERR_INTERNAL, NULL, "The page %s asks for %s, which is no entity.",
                   page->path, page->entity);
}

int routes_make(const struct room *room, const struct registry *registry,
                struct room_routes *ret_routes, struct err *err)
{
    size_t count = 0;
    for (size_t i = 0; i < room->table_count; i++)
        count += room->tables[i].count;
    struct room_routes routes = {.room = room,
                                 .routes = memory_zeros(count + 1, sizeof(struct route))};
    int code = 0;
    for (size_t i = 0; code == 0 && i < room->table_count; i++)
        for (size_t at = 0; code == 0 && at < room->tables[i].count; at++)
            code = make_route(&room->tables[i].pages[at], registry, &routes.routes[routes.count++],
                              err);
    if (code < 0) {
        memory_free(routes.routes);
        return code;
    }
    *ret_routes = routes;
    return 0;
}

int path_read(struct slice text, struct arena *arena, struct path *ret_path)
{
    struct path path = {.count = 0};
    if (text.length == 0 || text.data[0] != '/')
        return ERR_SYNTAX;
    struct slice rest = slice_sub(text, 1, text.length), part;
    while (rest.length && slice_split(&rest, '/', &part)) {
        if (path.count == ROUTE_PARTS)
            return ERR_NOT_FOUND;
        struct slice *decoded = &path.parts[path.count++];
        if (!url_decode(part, false, arena, decoded) || decoded->length == 0 ||
            slice_is(*decoded, ".") || slice_is(*decoded, ".."))
            return ERR_SYNTAX;
        for (size_t i = 0; i < decoded->length; i++)
            if ((unsigned char)decoded->data[i] < 0x20 || decoded->data[i] == 0x7F)
                return ERR_SYNTAX;
    }
    *ret_path = path;
    return 0;
}

static bool fits(const struct route *route, const struct path *path)
{
    if (route->part_count != path->count)
        return false;
    for (size_t i = 0; i < path->count; i++)
        if (!is_parameter(route->parts[i]) && !slice_equal(route->parts[i], path->parts[i]))
            return false;
    return true;
}

static unsigned methods_of(const struct page *page)
{
    switch (page->kind) {
    case PAGE_READ:
        return 1U << HTTP_GET | 1U << HTTP_HEAD;
    case PAGE_PUT:
        return 1U << HTTP_PUT;
    case PAGE_DELETE:
        return 1U << HTTP_DELETE;
    default:
        return 1U << HTTP_POST;
    }
}

/* Whether the page is one that somebody may use: where the path names an entity, one of its grants
 * must say so; and the engine's own pages change nothing that its folder keeps (`source`). */
static bool is_for_somebody(const struct route *route, const struct path *path,
                            const struct registry *registry)
{
    const struct entity *entity = NULL;
    for (size_t i = 0; i < path->count; i++)
        if (slice_is(route->parts[i], ":entity"))
            entity = registry_find(registry, path->parts[i]);
    if (!entity)
        return true;
    if (entity->source && route->page->kind != PAGE_READ)
        return false;
    for (size_t i = 0; i < entity->grant_count; i++)
        if (entity->grants[i].actions & route->page->action)
            return true;
    return false;
}

/* A path belongs to the pattern that fits it and is most fixed at its end, whatever its methods:
 * "/priority/new" is "/:entity/new" and not the record "new" of "/priority/:code". */
const struct route *route_find(const struct room_routes *routes, const struct registry *registry,
                               const struct path *path, enum http_method method,
                               unsigned *ret_methods)
{
    const struct route *found = NULL;
    unsigned fixed = 0;
    *ret_methods = 0;
    for (size_t i = 0; i < routes->count; i++) {
        const struct route *route = &routes->routes[i];
        if (!fits(route, path) || (*ret_methods && route->fixed < fixed) ||
            !is_for_somebody(route, path, registry))
            continue;
        if (route->fixed > fixed || *ret_methods == 0) {
            fixed = route->fixed;
            found = NULL;
            *ret_methods = 0;
        }
        *ret_methods |= methods_of(route->page);
        if (methods_of(route->page) & (1U << method))
            found = route;
    }
    return found;
}
