/*
 * The interface of the example driver. Everything here is invented; no two requests are spelled alike.
 */
#ifndef _EXAMPLE_DRIVER_H_
#define _EXAMPLE_DRIVER_H_

#include <winioctl.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The three requests that example-driver.csv has. */
#define IOCTL_EXAMPLE_PRINT CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED, FILE_ANY_ACCESS)
#define IOCTL_EXAMPLE_READ  CTL_CODE(FILE_DEVICE_UNKNOWN, 0x801, METHOD_BUFFERED, FILE_READ_DATA)
#define IOCTL_EXAMPLE_WRITE CTL_CODE( FILE_DEVICE_UNKNOWN, \
                                      0x802,               \
                                      METHOD_BUFFERED,     /* a copy of the caller's buffer */ \
                                      FILE_WRITE_DATA )

/* A device type and an index of its own. */
#define FILE_DEVICE_EXAMPLE     0x9C40
#define EXAMPLE_IOCTL_INDEX     0x0900UL
#define EXAMPLE_DEVICE_NAME     L"\\Device\\ExampleCounter" // no code
#define IOCTL_EXAMPLE_VERSION   3

#define IOCTL_EXAMPLE_RESET     CTL_CODE(FILE_DEVICE_EXAMPLE, EXAMPLE_IOCTL_INDEX, METHOD_NEITHER, FILE_ANY_ACCESS)
#define IOCTL_EXAMPLE_NEXT      CTL_CODE(FILE_DEVICE_EXAMPLE, EXAMPLE_IOCTL_INDEX + 1, METHOD_IN_DIRECT, \
                                         (FILE_READ_ACCESS | FILE_WRITE_ACCESS))
#define IOCTL_EXAMPLE_STATE     ((ULONG)CTL_CODE(FILE_DEVICE_EXAMPLE, (1 << 11) | 0x102, METHOD_OUT_DIRECT, FILE_SPECIAL_ACCESS))

/* A macro of its own, and one that puts names together. */
#define EXAMPLE_CTL(index, access) \
    CTL_CODE(FILE_DEVICE_EXAMPLE, EXAMPLE_IOCTL_INDEX + (index), METHOD_BUFFERED, access)
#define ACCESS_OF(what) FILE_ ## what ## _ACCESS
#define EXAMPLE_READ_BACK       EXAMPLE_CTL(0x10, ACCESS_OF(READ))
#define EXAMPLE_WRITE_BACK      EXAMPLE_CTL(0x11, ACCESS_OF(WRITE))
#define IOCTL_EXAMPLE_OLD_NAME  EXAMPLE_READ_BACK

/* By hand: shifts, numbers, a letter as the device type. */
#define IOCTL_EXAMPLE_BY_HAND   ((FILE_DEVICE_EXAMPLE << 16) | (FILE_WRITE_ACCESS << 14) | (0x920 << 2) | METHOD_BUFFERED)
#define IOCTL_EXAMPLE_NUMBER    0x9c40248cUL
#define FSCTL_EXAMPLE_DECIMAL   593924
#define IOCTL_EXAMPLE_LETTER    CTL_CODE('E', 0x801, METHOD_BUFFERED, FILE_ANY_ACCESS)
#define EXAMPLE_IOCTL_CHOSEN    (EXAMPLE_OTHER ? 0 : 1)
#undef  EXAMPLE_IOCTL_CHOSEN
#define EXAMPLE_IOCTL_CHOSEN    (EXAMPLE_IOCTL_INDEX > 0x800 ? EXAMPLE_CTL(0x12, 0) : 0)

#if 0
#define IOCTL_EXAMPLE_NEVER     CTL_CODE(FILE_DEVICE_EXAMPLE, 0xFFF, METHOD_BUFFERED, FILE_ANY_ACCESS)
#endif

enum example_requests {
    ExampleFirst  = EXAMPLE_CTL(0x20, FILE_ANY_ACCESS),
    ExampleSecond = EXAMPLE_CTL(0x21, FILE_ANY_ACCESS), // the last one
};

#ifdef __cplusplus
}

namespace example {
static const DWORD kStart = CTL_CODE(FILE_DEVICE_EXAMPLE, 0xA00, METHOD_BUFFERED, FILE_ANY_ACCESS);
constexpr unsigned long kStop{static_cast<unsigned long>(CTL_CODE(FILE_DEVICE_EXAMPLE, 0xA01, 0, 0))};
enum class Request : ULONG { Pause = (ULONG)CTL_CODE(FILE_DEVICE_EXAMPLE, 0xA02, METHOD_BUFFERED, FILE_ANY_ACCESS) };
} // namespace example
#endif

#endif // _EXAMPLE_DRIVER_H_
