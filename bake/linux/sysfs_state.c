// SPDX-License-Identifier: GPL-2.0-only
/* /proc/iomem and /sys/kernel/kexec_bake/: the state of the image. */
#include <linux/init.h>
#include <linux/ioport.h>
#include <linux/kobject.h>
#include <linux/kstrtox.h>
#include <linux/sysfs.h>

#include "arch_hooks.h"
#include "internal.h"

static struct resource region = {
	.name = "Kexec bake",
	.flags = IORESOURCE_MEM | IORESOURCE_BUSY,
};

static ssize_t state_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	if (kexec_bake_image.armed)
		return sysfs_emit(buf, KEXEC_BAKE_STATE_ARMED "\n");
	return sysfs_emit(buf, KEXEC_BAKE_STATE_NOT_ARMED "%s\n", kexec_bake_image.why_not);
}

static ssize_t address_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%#llx\n", kexec_bake_image.base);
}

static ssize_t baked_address_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%#llx\n", kexec_bake_image.header.load_addr);
}

static ssize_t source_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s\n", kexec_bake_image.source);
}

static ssize_t verified_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s\n", kexec_bake_image.verified);
}

static ssize_t size_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%llu\n", kexec_bake_image.header.region_size);
}

static ssize_t kernel_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s\n", kexec_bake_image.header.kernel_version);
}

static ssize_t digest_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%*phN\n", (int)sizeof(kexec_bake_image.header.digest),
			  kexec_bake_image.header.digest);
}

static ssize_t stop_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", kexec_bake_has_stop_mark());
}

/* Only 0 can be written: the next boot is captured again. */
static ssize_t stop_store(struct kobject *kobj, struct kobj_attribute *attr, const char *buf,
			  size_t count)
{
	bool stop;

	if (kstrtobool(buf, &stop) || stop)
		return -EINVAL;
	kexec_bake_clear_stop_mark();
	return count;
}

#define DEFINE_SYSFS_FILE(id, file, permissions, store_file)                                       \
	static struct kobj_attribute id##_attribute = {                                            \
		.attr = { .name = (file), .mode = (permissions) },                                 \
		.show = id##_show,                                                                 \
		.store = (store_file),                                                             \
	}

DEFINE_SYSFS_FILE(state, KEXEC_BAKE_SYSFS_STATE, 0444, NULL);
DEFINE_SYSFS_FILE(address, KEXEC_BAKE_SYSFS_ADDRESS, 0444, NULL);
DEFINE_SYSFS_FILE(baked_address, KEXEC_BAKE_SYSFS_BAKED_ADDRESS, 0444, NULL);
DEFINE_SYSFS_FILE(source, KEXEC_BAKE_SYSFS_SOURCE, 0444, NULL);
DEFINE_SYSFS_FILE(verified, KEXEC_BAKE_SYSFS_VERIFIED, 0444, NULL);
DEFINE_SYSFS_FILE(size, KEXEC_BAKE_SYSFS_SIZE, 0444, NULL);
DEFINE_SYSFS_FILE(kernel, KEXEC_BAKE_SYSFS_KERNEL, 0444, NULL);
DEFINE_SYSFS_FILE(digest, KEXEC_BAKE_SYSFS_DIGEST, 0444, NULL);
DEFINE_SYSFS_FILE(stop, KEXEC_BAKE_SYSFS_STOP, 0600, stop_store);

static const struct attribute *const state_files[] = {
	&state_attribute.attr,
	&stop_attribute.attr,
	NULL,
};

/* These exist only if the image is valid. */
static const struct attribute *const image_files[] = {
	&baked_address_attribute.attr, &source_attribute.attr, &size_attribute.attr,
	&kernel_attribute.attr,        &digest_attribute.attr, NULL,
};

/* These exist only if the image is armed. */
static const struct attribute *const armed_files[] = {
	&address_attribute.attr,
	&verified_attribute.attr,
	NULL,
};

static int __init create_sysfs_files(void)
{
	struct kobject *kobj;

	if (kexec_bake_image.armed) {
		region.start = kexec_bake_image.base;
		region.end = region.start + kexec_bake_image.header.region_size - 1;
		insert_resource(&iomem_resource, &region);
	}

	kobj = kobject_create_and_add(KEXEC_BAKE_SYSFS_NAME, kernel_kobj);
	if (!kobj)
		return -ENOMEM;
	if (sysfs_create_files(kobj, (const struct attribute **)state_files) ||
	    (kexec_bake_image.header.version &&
	     sysfs_create_files(kobj, (const struct attribute **)image_files)) ||
	    (kexec_bake_image.armed &&
	     sysfs_create_files(kobj, (const struct attribute **)armed_files)))
		kobject_put(kobj);
	return 0;
}
subsys_initcall(create_sysfs_files);
