/* A gate over a small partnership of its own: promises, three users, and pages to ask for. */
#ifndef WEFT_TESTS_SUPPORT_GATE_H
#define WEFT_TESTS_SUPPORT_GATE_H

#include "support/client.h"

#include "domain/access/access.h"
#include "gate/gate.h"

extern const struct entity promise_entity;
extern const struct registry promise_registry;

struct fixture {
    struct gate *gate;
    const char *address;
    char path[300];
    struct arena arena;
    char logged[600];
};

/* The users are ann (analyst), root (administrator) and carl (contributor), the password of each
 * "three blind mice"; the promise "a" is "Safe homes". */
int gate_set_up(void **state);
int gate_set_up_behind_proxy(void **state);
int gate_tear_down(void **state);

/* While it is true, what is posted to "/wait" is not answered. */
extern _Atomic bool gate_holds;

/* As another process would: by a connection of its own. */
void promise_save_as_another(struct fixture *fixture, const char *code, const char *title);

struct reply ask(struct fixture *fixture, const char *method_target, const char *headers,
                 const char *body);
struct reply get(struct fixture *fixture, const char *target, const char *cookie);

/* Post a form as a browser does from a page of ours. */
struct reply post(struct fixture *fixture, const char *target, const char *cookie, const char *csrf,
                  const char *form);

/* The token that a page shows. */
const char *csrf_in(struct fixture *fixture, const struct reply *reply);

struct visitor {
    const char *cookie, *csrf;
};

/* Sign in; `more` is further form values, each after a '&'. */
struct reply try_sign_in(struct fixture *fixture, const char *name, const char *given,
                         const char *more);
struct visitor signed_in(struct fixture *fixture, const char *name);

#endif
